// Elementary functions on vectors, by their series; NaN in, NaN out.
#pragma once
#include "vector.h"

constexpr bool SINGLE = sizeof(REAL) == 4;
constexpr int MANTISSA = SINGLE ? 23 : 52;
constexpr REAL LN2_HIGH = SINGLE ? 0.693359375 : 0.693145751953125;
constexpr REAL LN2_LOW = SINGLE ? -2.12194440054690583e-4 : 1.42860682030941723212e-6;
constexpr REAL EXP_HIGH = SINGLE ? 88.37 : 709.4;
constexpr REAL EXP_LOW = SINGLE ? -87.3 : -708.3;
constexpr REAL TINY = SINGLE ? 1.17549435e-38 : 2.2250738585072014e-308;

constexpr REAL inverse_factorial(int n) { return n < 2 ? REAL(1) : inverse_factorial(n - 1) / n; }

// exp(x) = s (1 + q) with s a power of two: adding 1.5 * 2^mantissa rounds x / ln 2 into the low bits, which shifted
// up are the exponent of s. Both parts are kept, since exp(x) - 1 = s q + (s - 1) loses nothing near zero.
struct Power { V s, q; };
static ALWAYS_INLINE Power power_of_e(V x) {
  const V magic = splat(REAL(1.5) * REAL(Bits(1) << MANTISSA));
  const V shifted = x * REAL(1.44269504088896340736) + magic;
  const V n = shifted - magic;
  const V r = (x - n * LN2_HIGH) - n * LN2_LOW;
  constexpr int DEGREE = SINGLE ? 7 : 13;
  V p = splat(inverse_factorial(DEGREE));
#pragma GCC unroll 16
  for (int k = DEGREE - 1; k > 1; k--) p = p * r + inverse_factorial(k);
  const V s = (V)(((Mask)shifted << MANTISSA) + (Mask)splat(1));
  return {s, p * (r * r) + r};
}
static ALWAYS_INLINE V exp_(V x) {
  const Power e = power_of_e(x);
  const V y = e.s * e.q + e.s;
  return select(x > EXP_HIGH, splat(INFINITY), select(x < EXP_LOW, V{}, y));
}
static ALWAYS_INLINE V expm1_(V x) {
  const Power e = power_of_e(x);
  const V y = e.s * e.q + (e.s - REAL(1));
  return select(x > EXP_HIGH, splat(INFINITY), select(x < EXP_LOW, splat(-1), y));
}
static ALWAYS_INLINE V tanh_(V x) {
  constexpr REAL FLAT = SINGLE ? 10 : 20;  // tanh is 1 to the last bit from here on
  const V y = select(x > FLAT, splat(FLAT), select(x < -FLAT, splat(-FLAT), x));
  const Power e = power_of_e(y + y);
  const V m = e.s * e.q + (e.s - REAL(1));
  return m / (m + REAL(2));
}
static ALWAYS_INLINE V sigmoid_(V x) {
  const Power e = power_of_e(-select(x > -EXP_LOW, splat(-EXP_LOW), x));
  return select(x < -EXP_HIGH, V{}, REAL(1) / (e.s * e.q + (e.s + REAL(1))));
}

// log(x) = e ln 2 + 2 atanh(z), z = (m - 1) / (m + 1), with m the mantissa between the roots of 1/2 and of 2.
static ALWAYS_INLINE V log_(V x) {
  constexpr REAL SCALE = SINGLE ? 8388608.0 : 4503599627370496.0;
  constexpr Bits BIAS = SINGLE ? 126 : 1022, EXPONENT = SINGLE ? 255 : 2047;
  const Mask denormal = x < TINY;
  const Mask bits = (Mask)select(denormal, x * SCALE, x);
  V m = (V)((bits & ((Bits(1) << MANTISSA) - 1)) | (Mask)splat(0.5));
  V e = __builtin_convertvector(((bits >> MANTISSA) & EXPONENT) - BIAS, V);
  e = select(denormal, e - REAL(MANTISSA), e);
  const Mask small = m < REAL(0.70710678118654752440);
  m = select(small, m + m, m);
  e = select(small, e - REAL(1), e);
  const V z = (m - REAL(1)) / (m + REAL(1)), w = z * z;
  constexpr int LAST = SINGLE ? 11 : 21;
  V p = splat(REAL(2) / LAST);
#pragma GCC unroll 16
  for (int k = LAST - 2; k > 0; k -= 2) p = p * w + REAL(2) / k;
  const V y = e * LN2_HIGH + (p * z + e * LN2_LOW);
  const V whole = select(x == splat(INFINITY), x, select(x != x, x, y));
  return select(x < REAL(0), splat(NAN), select(x == REAL(0), splat(-INFINITY), whole));
}
static ALWAYS_INLINE V log1p_(V x) {
  const V u = x + REAL(1);
  const V lost = (x - (u - REAL(1))) / u;
  return log_(u) + select((u == splat(INFINITY)) | (u == REAL(0)), V{}, lost);
}

// What the extensions lack goes lane by lane; compilers make one instruction of a square root.
#define BY_LANE(NAME, EXPRESSION) \
  static ALWAYS_INLINE V NAME(V x) { V y; for (long k = 0; k < LANES; k++) { const REAL v = x[k]; y[k] = EXPRESSION; } return y; }
BY_LANE(sqrt_, SINGLE ? __builtin_sqrtf(v) : __builtin_sqrt(v))
BY_LANE(sin_, SINGLE ? __builtin_sinf(v) : __builtin_sin(v))
BY_LANE(cos_, SINGLE ? __builtin_cosf(v) : __builtin_cos(v))
BY_LANE(erf_, SINGLE ? __builtin_erff(v) : __builtin_erf(v))
BY_LANE(floor_, SINGLE ? __builtin_floorf(v) : __builtin_floor(v))
#undef BY_LANE
static ALWAYS_INLINE V abs_(V x) { return select(x < REAL(0), -x, x + REAL(0)); }
static ALWAYS_INLINE V relu_(V x) { return select(x < REAL(0), V{}, x); }
static ALWAYS_INLINE V sign_(V x) { return select(x > REAL(0), splat(1), select(x < REAL(0), splat(-1), V{})); }
