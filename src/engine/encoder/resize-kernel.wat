;; The inner loops of resizing RGBA pixels, to the byte what resize-passes.ts computes: sums of
;; 8-bit samples times 22-bit weights in 32 bits, wrapping, rounded and clamped at the end.
;;
;; A weight is split, w = high * 2^11 + low, so that both halves fit 16 bits: then one instruction
;; multiplies two samples by their weights and adds them. The halves' sums, joined at the end, are
;; the same 32 bits that the whole weights give, since all of it wraps alike.
;;
;; Compile with `npx tsx tools/build-resize-kernel.ts`; a unit test compares the result with
;; resize-kernel-bytes.ts.
(module
  (import "resize" "memory" (memory 1))

  ;; One row of RGBA pixels from byte $row on becomes $count pixels from byte $to on. $table holds,
  ;; for each of them: the byte of its first input in the row, how many times four inputs it takes,
  ;; and for every four inputs four words of two 16-bit weights: the low halves of inputs 0 and 1,
  ;; their high halves, and the same of inputs 2 and 3. Inputs over the end have weight zero and
  ;; must be readable.
  (func (export "across") (param $row i32) (param $table i32) (param $count i32) (param $to i32)
    (local $from i32) (local $groups i32) (local $four v128) (local $two v128)
    (local $low v128) (local $high v128) (local $end i32)
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $count) (i32.const 2))))
    (loop $next
      (local.set $from (i32.add (local.get $row) (i32.load (local.get $table))))
      (local.set $groups (i32.load offset=4 (local.get $table)))
      (local.set $table (i32.add (local.get $table) (i32.const 8)))
      ;; What a sum starts from, so that the shift that ends it rounds.
      (local.set $low (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
      (local.set $high (v128.const i32x4 0 0 0 0))
      (loop $inputs
        (local.set $four (v128.load align=1 (local.get $from)))
        ;; Red of both, green of both, blue of both, alpha of both; 16 bits each.
        (local.set $two (i8x16.swizzle (local.get $four)
          (v128.const i8x16 0 128 4 128 1 128 5 128 2 128 6 128 3 128 7 128)))
        (local.set $low (i32x4.add (local.get $low)
          (i32x4.dot_i16x8_s (local.get $two) (v128.load32_splat (local.get $table)))))
        (local.set $high (i32x4.add (local.get $high)
          (i32x4.dot_i16x8_s (local.get $two) (v128.load32_splat offset=4 (local.get $table)))))
        (local.set $two (i8x16.swizzle (local.get $four)
          (v128.const i8x16 8 128 12 128 9 128 13 128 10 128 14 128 11 128 15 128)))
        (local.set $low (i32x4.add (local.get $low)
          (i32x4.dot_i16x8_s (local.get $two) (v128.load32_splat offset=8 (local.get $table)))))
        (local.set $high (i32x4.add (local.get $high)
          (i32x4.dot_i16x8_s (local.get $two) (v128.load32_splat offset=12 (local.get $table)))))
        (local.set $from (i32.add (local.get $from) (i32.const 16)))
        (local.set $table (i32.add (local.get $table) (i32.const 16)))
        (br_if $inputs (local.tee $groups (i32.sub (local.get $groups) (i32.const 1)))))
      (local.set $low (i32x4.shr_s
        (i32x4.add (local.get $low) (i32x4.shl (local.get $high) (i32.const 11)))
        (i32.const 22)))
      (local.set $low (i16x8.narrow_i32x4_s (local.get $low) (local.get $low)))
      (v128.store32_lane 0 (local.get $to)
        (i8x16.narrow_i16x8_u (local.get $low) (local.get $low)))
      (br_if $next
        (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 4))) (local.get $end)))))

  ;; Adds $weight times each of 16 * $count bytes from $row on to as many 32-bit sums from $sums on.
  (func (export "down") (param $row i32) (param $sums i32) (param $weight i32) (param $count i32)
    (local $w v128) (local $half v128) (local $bytes v128) (local $end i32)
    (local.set $w (i32x4.splat (local.get $weight)))
    (local.set $end (i32.add (local.get $row) (i32.shl (local.get $count) (i32.const 4))))
    (loop $next
      (local.set $bytes (v128.load (local.get $row)))
      (local.set $half (i16x8.extend_low_i8x16_u (local.get $bytes)))
      (v128.store (local.get $sums) (i32x4.add (v128.load (local.get $sums))
        (i32x4.mul (local.get $w) (i32x4.extend_low_i16x8_u (local.get $half)))))
      (v128.store offset=16 (local.get $sums) (i32x4.add (v128.load offset=16 (local.get $sums))
        (i32x4.mul (local.get $w) (i32x4.extend_high_i16x8_u (local.get $half)))))
      (local.set $half (i16x8.extend_high_i8x16_u (local.get $bytes)))
      (v128.store offset=32 (local.get $sums) (i32x4.add (v128.load offset=32 (local.get $sums))
        (i32x4.mul (local.get $w) (i32x4.extend_low_i16x8_u (local.get $half)))))
      (v128.store offset=48 (local.get $sums) (i32x4.add (v128.load offset=48 (local.get $sums))
        (i32x4.mul (local.get $w) (i32x4.extend_high_i16x8_u (local.get $half)))))
      (local.set $sums (i32.add (local.get $sums) (i32.const 64)))
      (br_if $next
        (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 16))) (local.get $end)))))

  ;; Sets 16 * $count 32-bit sums from $sums on to what a sum starts from.
  (func (export "begin") (param $sums i32) (param $count i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $sums) (i32.shl (local.get $count) (i32.const 6))))
    (loop $next
      (v128.store (local.get $sums) (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
      (br_if $next
        (i32.lt_u (local.tee $sums (i32.add (local.get $sums) (i32.const 16))) (local.get $end)))))

  ;; Turns 16 * $count sums from $sums on into as many bytes from $to on.
  (func (export "end") (param $sums i32) (param $to i32) (param $count i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $to) (i32.shl (local.get $count) (i32.const 4))))
    (loop $next
      (v128.store (local.get $to) (i8x16.narrow_i16x8_u
        (i16x8.narrow_i32x4_s
          (i32x4.shr_s (v128.load (local.get $sums)) (i32.const 22))
          (i32x4.shr_s (v128.load offset=16 (local.get $sums)) (i32.const 22)))
        (i16x8.narrow_i32x4_s
          (i32x4.shr_s (v128.load offset=32 (local.get $sums)) (i32.const 22))
          (i32x4.shr_s (v128.load offset=48 (local.get $sums)) (i32.const 22)))))
      (local.set $sums (i32.add (local.get $sums) (i32.const 64)))
      (br_if $next
        (i32.lt_u (local.tee $to (i32.add (local.get $to) (i32.const 16))) (local.get $end))))))
