;; Nearest neighbours between two sets of point descriptors, both ways at once. Descriptors are 64
;; 8-bit numbers; all sums are of integers, so no order of summation can change a bit of them.
;; kernel-reference.ts is the same in TypeScript.
;;
;; Compile with `npx tsx tools/build-local-kernel.ts`; a unit test compares the result with
;; kernel-bytes.ts.
(module
  (import "points" "memory" (memory 1))

  ;; For each of `n` rows at `a` the row of `m` at `b` with the largest dot product times that row's
  ;; inverse length, and the other way round; the first of several equal ones.
  ;;   m                  a multiple of 4: rows beyond the last have the inverse length 0
  ;;   inverse-a/-b       float32 [n], [m]
  ;;   wide               room for one row as int16, 128 bytes
  ;;   best-ab, score-ab  int32 [n], float32 [n]: written
  ;;   best-ba, score-ba  int32 [m], float32 [m]: written; score-ba must hold -infinity before
  (func (export "nearest")
    (param $a i32) (param $n i32) (param $b i32) (param $m i32)
    (param $inverse-a i32) (param $inverse-b i32) (param $wide i32)
    (param $best-ab i32) (param $score-ab i32) (param $best-ba i32) (param $score-ba i32)
    (local $i i32) (local $j i32) (local $k i32) (local $row i32) (local $lane i32)
    (local $value f32) (local $best f32) (local $index i32)
    (local $v v128) (local $s0 v128) (local $s1 v128) (local $s2 v128) (local $s3 v128)
    (local $dots v128) (local $scores v128) (local $mask v128) (local $columns v128)
    (local $row-best v128) (local $row-index v128)
    (block $done
      (loop $rows
        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        ;; This row of a, widened once.
        (local.set $k (i32.const 0))
        (loop $widen
          (v128.store (i32.add (local.get $wide) (i32.shl (local.get $k) (i32.const 1)))
            (v128.load8x8_s (i32.add (local.get $a) (local.get $k))))
          (br_if $widen (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 8))) (i32.const 64))))
        (local.set $row-best (f32x4.splat (f32.const -inf)))
        (local.set $row-index (i32x4.splat (i32.const 0)))
        (local.set $columns (v128.const i32x4 0 1 2 3))
        (local.set $j (i32.const 0))
        (local.set $row (local.get $b))
        (block $row-done
          (loop $four
            (br_if $row-done (i32.ge_u (local.get $j) (local.get $m)))
            ;; Four rows of b at once: their dot products come out as one vector.
            (local.set $s0 (v128.const i32x4 0 0 0 0))
            (local.set $s1 (local.get $s0))
            (local.set $s2 (local.get $s0))
            (local.set $s3 (local.get $s0))
            (local.set $k (i32.const 0))
            (loop $chunks
              (local.set $v
                (v128.load (i32.add (local.get $wide) (i32.shl (local.get $k) (i32.const 1)))))
              (local.set $s0 (i32x4.add (local.get $s0) (i32x4.dot_i16x8_s (local.get $v)
                (v128.load8x8_s (i32.add (local.get $row) (local.get $k))))))
              (local.set $s1 (i32x4.add (local.get $s1) (i32x4.dot_i16x8_s (local.get $v)
                (v128.load8x8_s offset=64 (i32.add (local.get $row) (local.get $k))))))
              (local.set $s2 (i32x4.add (local.get $s2) (i32x4.dot_i16x8_s (local.get $v)
                (v128.load8x8_s offset=128 (i32.add (local.get $row) (local.get $k))))))
              (local.set $s3 (i32x4.add (local.get $s3) (i32x4.dot_i16x8_s (local.get $v)
                (v128.load8x8_s offset=192 (i32.add (local.get $row) (local.get $k))))))
              (br_if $chunks
                (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 8))) (i32.const 64))))
            ;; The four lanes of each sum added up: a 4 x 4 transpose and three additions.
            (local.set $s0 (i32x4.add
              (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $s0) (local.get $s1))
              (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $s0) (local.get $s1))))
            (local.set $s2 (i32x4.add
              (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $s2) (local.get $s3))
              (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $s2) (local.get $s3))))
            (local.set $dots (f32x4.convert_i32x4_s (i32x4.add
              (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $s0) (local.get $s2))
              (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $s0) (local.get $s2)))))
            ;; Best of b for this row of a, one lane for each remainder of the column by 4.
            (local.set $scores (f32x4.mul (local.get $dots)
              (v128.load (i32.add (local.get $inverse-b) (i32.shl (local.get $j) (i32.const 2))))))
            (local.set $mask (f32x4.gt (local.get $scores) (local.get $row-best)))
            (local.set $row-best
              (v128.bitselect (local.get $scores) (local.get $row-best) (local.get $mask)))
            (local.set $row-index
              (v128.bitselect (local.get $columns) (local.get $row-index) (local.get $mask)))
            (local.set $columns (i32x4.add (local.get $columns) (i32x4.splat (i32.const 4))))
            ;; Best of a for these four rows of b.
            (local.set $lane (i32.shl (local.get $j) (i32.const 2)))
            (local.set $scores (f32x4.mul (local.get $dots) (v128.load32_splat
              (i32.add (local.get $inverse-a) (i32.shl (local.get $i) (i32.const 2))))))
            (local.set $v (v128.load (i32.add (local.get $score-ba) (local.get $lane))))
            (local.set $mask (f32x4.gt (local.get $scores) (local.get $v)))
            (v128.store (i32.add (local.get $score-ba) (local.get $lane))
              (v128.bitselect (local.get $scores) (local.get $v) (local.get $mask)))
            (v128.store (i32.add (local.get $best-ba) (local.get $lane))
              (v128.bitselect (i32x4.splat (local.get $i))
                (v128.load (i32.add (local.get $best-ba) (local.get $lane))) (local.get $mask)))
            (local.set $row (i32.add (local.get $row) (i32.const 256)))
            (local.set $j (i32.add (local.get $j) (i32.const 4)))
            (br $four)))
        ;; The best of the four lanes; the lower column where two are equal.
        (local.set $best (f32.const -inf))
        (local.set $index (i32.const 0))
        (local.set $k (i32.const 0))
        (v128.store (local.get $wide) (local.get $row-best))
        (v128.store offset=16 (local.get $wide) (local.get $row-index))
        (loop $lanes
          (local.set $lane (i32.add (local.get $wide) (i32.shl (local.get $k) (i32.const 2))))
          (local.set $value (f32.load (local.get $lane)))
          (if (i32.or
                (f32.gt (local.get $value) (local.get $best))
                (i32.and
                  (f32.eq (local.get $value) (local.get $best))
                  (i32.lt_u (i32.load offset=16 (local.get $lane)) (local.get $index))))
            (then
              (local.set $best (local.get $value))
              (local.set $index (i32.load offset=16 (local.get $lane)))))
          (br_if $lanes (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 4))))
        (i32.store (i32.add (local.get $best-ab) (i32.shl (local.get $i) (i32.const 2))) (local.get $index))
        (f32.store (i32.add (local.get $score-ab) (i32.shl (local.get $i) (i32.const 2))) (local.get $best))
        (local.set $a (i32.add (local.get $a) (i32.const 64)))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $rows)))))
