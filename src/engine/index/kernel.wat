;; The inner loops of the index, on 8-bit codes (codes.ts says what a code is). All arithmetic on codes is on integers, so
;; no order of summation can change a bit of it; kernel-reference.ts is the same in TypeScript.
;;
;; Compile with `npx tsx tools/build-index-kernel.ts`; a unit test compares the result with kernel-bytes.ts.
(module
  (import "codes" "memory" (memory 1))

  ;; Where slot 0 lies, bytes from one slot to the next, and bytes of code in a slot (a multiple of 16).
  ;; A slot: code, then the float32 scale.
  (global $base (mut i32) (i32.const 0))
  (global $stride (mut i32) (i32.const 0))
  (global $length (mut i32) (i32.const 0))

  (func (export "configure") (param $base i32) (param $stride i32) (param $length i32)
    (global.set $base (local.get $base))
    (global.set $stride (local.get $stride))
    (global.set $length (local.get $length)))

  (func $sum (param $v v128) (result i32)
    (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $v)) (i32x4.extract_lane 1 (local.get $v)))
      (i32.add (i32x4.extract_lane 2 (local.get $v)) (i32x4.extract_lane 3 (local.get $v)))))

  ;; 1 - similarity of the codes in two slots: what the graph calls distance.
  (func (export "distance") (param $i i32) (param $j i32) (result f32)
    (local $a i32) (local $b i32) (local $end i32) (local $low v128) (local $high v128)
    (local.set $a (i32.add (global.get $base) (i32.mul (local.get $i) (global.get $stride))))
    (local.set $b (i32.add (global.get $base) (i32.mul (local.get $j) (global.get $stride))))
    (local.set $end (i32.add (local.get $a) (global.get $length)))
    (loop $next
      (local.set $low (i32x4.add (local.get $low)
        (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $a)) (v128.load8x8_s (local.get $b)))))
      (local.set $high (i32x4.add (local.get $high)
        (i32x4.dot_i16x8_s (v128.load8x8_s offset=8 (local.get $a)) (v128.load8x8_s offset=8 (local.get $b)))))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $next (i32.lt_u (local.tee $a (i32.add (local.get $a) (i32.const 16))) (local.get $end))))
    ;; Both pointers now stand at the scales.
    (f32.sub (f32.const 1)
      (f32.mul
        (f32.mul (f32.load (local.get $a)) (f32.load (local.get $b)))
        (f32.convert_i32_s (call $sum (i32x4.add (local.get $low) (local.get $high)))))))

  ;; Dot product of the 8-bit code at $a with the 16-bit query.
  (func $dot (param $a i32) (param $query i32) (result i32)
    (local $end i32) (local $low v128) (local $high v128)
    (local.set $end (i32.add (local.get $a) (global.get $length)))
    (loop $next
      (local.set $low (i32x4.add (local.get $low)
        (i32x4.dot_i16x8_s (v128.load8x8_s (local.get $a)) (v128.load (local.get $query)))))
      (local.set $high (i32x4.add (local.get $high)
        (i32x4.dot_i16x8_s (v128.load8x8_s offset=8 (local.get $a)) (v128.load offset=16 (local.get $query)))))
      (local.set $query (i32.add (local.get $query) (i32.const 32)))
      (br_if $next (i32.lt_u (local.tee $a (i32.add (local.get $a) (i32.const 16))) (local.get $end))))
    (call $sum (i32x4.add (local.get $low) (local.get $high))))

  ;; Dot products of `count` neighbouring slots from `first` on with the query at `query`: int32 each, written from `out` on.
  ;; One slot at a time: memory is the limit, comparing several at once gained nothing.
  (func (export "scan") (param $first i32) (param $count i32) (param $query i32) (param $out i32)
    (local $a i32)
    (local.set $a (i32.add (global.get $base) (i32.mul (local.get $first) (global.get $stride))))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (i32.store (local.get $out) (call $dot (local.get $a) (local.get $query)))
        (local.set $a (i32.add (local.get $a) (global.get $stride)))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next))))

  ;; The same for the `count` slots whose numbers (uint32) lie from `list` on.
  (func (export "gather") (param $list i32) (param $count i32) (param $query i32) (param $out i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (i32.store (local.get $out)
          (call $dot
            (i32.add (global.get $base) (i32.mul (i32.load (local.get $list)) (global.get $stride)))
            (local.get $query)))
        (local.set $list (i32.add (local.get $list) (i32.const 4)))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))))
