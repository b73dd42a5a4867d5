#pragma once

/// Every tolerance of the tests, in one place. Relative to 1 + the largest magnitude compared, unless said otherwise.
namespace neon::tolerance {

inline constexpr double rounding =
    1e-10;  ///< two exact computations of the same number (naive = improved, flips, closed forms)
inline constexpr double invariance = 1e-9;       ///< the same numbers in another unit, or from another origin: relative
inline constexpr double held = 1e-15;            ///< what numbers hold, times how many spreads they are from 0
inline constexpr double held_single = 1e-7;      ///< numbers found from distances that are held in single precision
inline constexpr double conservation = 1e-9;     ///< sum R = f where the rule conserves (stabilisers are around 1e-12)
inline constexpr double difference_step = 1e-6;  ///< of central differences
inline constexpr double gradient = 1e-6;         ///< central differences against the gradient
inline constexpr double feasible = 1e-9;         ///< |f| at a root point
inline constexpr double completeness = 1e-3;     ///< IG: |sum R - (f(x) - f(root))| relative to f(x)
inline constexpr double barnes_hut = 0.03;       ///< t-SNE repulsion at theta = 0.5 against the exact sum, relative

inline constexpr double amplified = 1e-7;  ///< relevance: rounding divided by denominators down to about 1e-3

inline constexpr double scaled = 1e-9;  ///< the same numbers in another unit of the features, relative to the largest

/// The same numbers seen from another origin, `offset` spreads of the data away, relative to the largest: what numbers
/// with that offset can hold.
inline constexpr double shifted(double offset) { return 1e-9 + offset * 1e-15; }

inline constexpr double oracle = 1e-6;  ///< root points: distance against a general solver, or a curved closed form

inline constexpr double found = 1e-4;  ///< root points: farther than the best of many searches by a general solver

inline constexpr double single = 1e-4;  ///< the convolutional stack, in single precision, against the same in double

inline constexpr double sampling = 0.03;  ///< a mean over some ten thousand random draws against its expectation

}  // namespace neon::tolerance
