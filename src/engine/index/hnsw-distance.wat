;; Stands in for hnswlib's own (scalar) inner product. An element of the graph is one float32: the number of its slot in the
;; table of codes. The distance of two elements is the distance of their slots.
(module
  (import "hnsw" "memory" (memory 0))
  (import "codes" "distance" (func $distance (param i32 i32) (result f32)))
  (func (export "distance") (param $a i32) (param $b i32) (param $dimension i32) (result f32)
    (call $distance
      (i32.trunc_sat_f32_u (f32.load (local.get $a)))
      (i32.trunc_sat_f32_u (f32.load (local.get $b))))))
