// A vector of the machine's widest register, in the extensions that GCC and Clang share. REAL is float or double.
#pragma once
#include <cstdint>
#include <cmath>
#include <cstring>
#include <type_traits>

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#elif defined(__AVX__)
#define VECTOR_BYTES 32
#else
#define VECTOR_BYTES 16
#endif
#define INLINED __attribute__((always_inline))
#define ALWAYS_INLINE inline INLINED

constexpr long LANES = VECTOR_BYTES / sizeof(REAL);
using Bits = std::conditional_t<sizeof(REAL) == 4, int32_t, int64_t>;
typedef REAL V __attribute__((vector_size(VECTOR_BYTES)));
typedef Bits Mask __attribute__((vector_size(VECTOR_BYTES)));

static ALWAYS_INLINE V splat(REAL x) { return x - V{}; }

// The first N lanes of a row; the others are zero. N is known to the compiler, so that a tail costs a few moves.
template <long N = LANES> static ALWAYS_INLINE V load(const REAL* p) {
  V v{};
  __builtin_memcpy(&v, p, N * sizeof(REAL));
  return v;
}
template <long N = LANES> static ALWAYS_INLINE void store(REAL* p, V v) { __builtin_memcpy(p, &v, N * sizeof(REAL)); }
template <long N> static ALWAYS_INLINE V keep(V v, REAL other) {
  if constexpr (N == LANES) return v;
  V kept = splat(other);
  __builtin_memcpy(&kept, &v, N * sizeof(REAL));
  return kept;
}

static ALWAYS_INLINE V select(Mask m, V a, V b) { return (V)((m & (Mask)a) | (~m & (Mask)b)); }
static ALWAYS_INLINE V maximum(V a, V b) { return select((a > b) | (a != a), a, b); }
static ALWAYS_INLINE V minimum(V a, V b) { return select((a < b) | (a != a), a, b); }

// Lanes are joined in a fixed order, so that a row's sum is the same wherever the row stands.
static ALWAYS_INLINE REAL sum_of(V v) {
  REAL s = 0;
  for (long k = 0; k < LANES; k++) s += v[k];
  return s;
}
static ALWAYS_INLINE REAL largest_of(V v) {
  REAL s = v[0];
  for (long k = 1; k < LANES; k++) s = (v[k] > s || v[k] != v[k]) ? v[k] : s;
  return s;
}
static ALWAYS_INLINE REAL smallest_of(V v) {
  REAL s = v[0];
  for (long k = 1; k < LANES; k++) s = (v[k] < s || v[k] != v[k]) ? v[k] : s;
  return s;
}

// BODY<N>(j) for all columns j of LENGTH, N at a time: whole vectors, then what is left.
template <long LENGTH, typename Body> static ALWAYS_INLINE void each(Body body) {
  long j = 0;
  for (; j + LANES <= LENGTH; j += LANES) body.template operator()<LANES>(j);
  if constexpr (LENGTH % LANES != 0) body.template operator()<LENGTH % LANES>(j);
}
