;; The inner loop of learning: dot products of float64 rows. kernel-reference.ts is the same in
;; TypeScript, to the bit: both keep one sum per lane and add the two lanes at the end, and neither
;; fuses a multiplication with an addition.
;;
;; Compile with `npx tsx tools/build-learning-kernel.ts`; a unit test compares the result with
;; kernel-bytes.ts.
(module
  (import "work" "memory" (memory 1))

  (func $sum (param $v v128) (result f64)
    (f64.add (f64x2.extract_lane 0 (local.get $v)) (f64x2.extract_lane 1 (local.get $v))))

  ;; The eight dot products of 2 rows from byte $a0 and 4 rows from byte $b0 on, over `2 * pairs`
  ;; numbers. Rows lie $aStride and $bStride bytes apart. Writes 2 x 4 float64, row by row, from
  ;; byte $out on. Two by four: the eight sums and the factors fit the sixteen registers of SSE.
  (func (export "tile")
    (param $a0 i32) (param $aStride i32) (param $b0 i32) (param $bStride i32)
    (param $pairs i32) (param $out i32)
    (local $a1 i32) (local $b1 i32) (local $b2 i32) (local $b3 i32) (local $end i32)
    (local $x v128) (local $y v128) (local $z v128)
    (local $s00 v128) (local $s01 v128) (local $s02 v128) (local $s03 v128)
    (local $s10 v128) (local $s11 v128) (local $s12 v128) (local $s13 v128)
    (local.set $a1 (i32.add (local.get $a0) (local.get $aStride)))
    (local.set $b1 (i32.add (local.get $b0) (local.get $bStride)))
    (local.set $b2 (i32.add (local.get $b1) (local.get $bStride)))
    (local.set $b3 (i32.add (local.get $b2) (local.get $bStride)))
    (local.set $end (i32.add (local.get $a0) (i32.shl (local.get $pairs) (i32.const 4))))
    (block $done
      (br_if $done (i32.eqz (local.get $pairs)))
      (loop $next
        (local.set $x (v128.load (local.get $a0)))
        (local.set $y (v128.load (local.get $a1)))
        (local.set $z (v128.load (local.get $b0)))
        (local.set $s00 (f64x2.add (local.get $s00) (f64x2.mul (local.get $x) (local.get $z))))
        (local.set $s10 (f64x2.add (local.get $s10) (f64x2.mul (local.get $y) (local.get $z))))
        (local.set $z (v128.load (local.get $b1)))
        (local.set $s01 (f64x2.add (local.get $s01) (f64x2.mul (local.get $x) (local.get $z))))
        (local.set $s11 (f64x2.add (local.get $s11) (f64x2.mul (local.get $y) (local.get $z))))
        (local.set $z (v128.load (local.get $b2)))
        (local.set $s02 (f64x2.add (local.get $s02) (f64x2.mul (local.get $x) (local.get $z))))
        (local.set $s12 (f64x2.add (local.get $s12) (f64x2.mul (local.get $y) (local.get $z))))
        (local.set $z (v128.load (local.get $b3)))
        (local.set $s03 (f64x2.add (local.get $s03) (f64x2.mul (local.get $x) (local.get $z))))
        (local.set $s13 (f64x2.add (local.get $s13) (f64x2.mul (local.get $y) (local.get $z))))
        (local.set $a1 (i32.add (local.get $a1) (i32.const 16)))
        (local.set $b0 (i32.add (local.get $b0) (i32.const 16)))
        (local.set $b1 (i32.add (local.get $b1) (i32.const 16)))
        (local.set $b2 (i32.add (local.get $b2) (i32.const 16)))
        (local.set $b3 (i32.add (local.get $b3) (i32.const 16)))
        (br_if $next
          (i32.lt_u (local.tee $a0 (i32.add (local.get $a0) (i32.const 16))) (local.get $end)))))
    (f64.store (local.get $out) (call $sum (local.get $s00)))
    (f64.store offset=8 (local.get $out) (call $sum (local.get $s01)))
    (f64.store offset=16 (local.get $out) (call $sum (local.get $s02)))
    (f64.store offset=24 (local.get $out) (call $sum (local.get $s03)))
    (f64.store offset=32 (local.get $out) (call $sum (local.get $s10)))
    (f64.store offset=40 (local.get $out) (call $sum (local.get $s11)))
    (f64.store offset=48 (local.get $out) (call $sum (local.get $s12)))
    (f64.store offset=56 (local.get $out) (call $sum (local.get $s13)))))
