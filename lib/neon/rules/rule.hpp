#pragma once
#include <neon/layers/linear.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// What a term multiplies the weights with: the activation itself, a bound of its domain, or one.
enum class Input { activation, lower, upper, one };

/// One addend of a neuron's contribution:  factor * input_i * map(w_ik).
struct Term {
  Input input = Input::activation;
  WeightMap map = WeightMap::identity;
  double factor = 1;
};

/// How relevance crosses an affine layer:  R_i = sum_k q_ik / (sum_i q_ik + bias_k) R_k,  q_ik the sum of the terms.
/// A rule is data, read by each kind of layer in its own way: LinearPropagation for dense layers, PairPropagation for
/// the pair layer of PooledDistances, mapped_by for convolutions. Where `bias` is false, or the layer has none, sum R
/// is conserved exactly; otherwise the bias takes its share and keeps it. A denominator that is no more than the
/// rounding of its own terms is replaced by that (stabilised_division.hpp). Source: NEON paper, Sec. 4.2; Montavon et
/// al., "Explaining nonlinear classification decisions with deep Taylor decomposition", 2017. The affine reading of the
/// z-rule divides by nothing: with the relevance model R_k(a) = p_k (a_k + theta_k), p_k constant, the message is p_k
/// x_i w_ik, and the bias keeps what p_k theta_k and p_k b_k are.
struct Rule {
  std::string name;
  std::vector<Term> terms;
  bool bias = false;  ///< the mapped bias stands in the denominator
  bool midpoint =
      false;  ///< activations are taken relative to the neuron's own root point m_k:  q_ik = (x_i - m_ik) w_ik
  bool affine = false;  ///< no denominators: neurons pass the slope p_k of their relevance model instead of R_k
  double lower = 0;     ///< domain of the activations, for zB
  double upper = 1;
  /// Added to the denominators with their sign, in units of the root mean square of the layer's denominators at that
  /// point, so that it means the same in any unit of the features. Source: Montavon et al., "Layer-wise relevance
  /// propagation: an overview", 2019, whose code does so.
  double epsilon = 0;

  /// Whether messages are proportional to the activation: R_i = x_i u_i, and an addend of x_i has the relevance
  /// addend * u_i.
  bool proportional() const;
};

namespace rules {

Rule z();                                        ///< x w, bias in the denominator
Rule z_nobias();                                 ///< x w, no bias: conserves
Rule affine();                                   ///< p x w with the slopes p of the relevance model: detection layers
Rule epsilon(double epsilon = 1e-2);             ///< z with a sign-aware stabiliser
Rule z_plus();                                   ///< x w+, for x >= 0, no bias
Rule gamma(double g = 0.25);                     ///< x (w + g w+), bias mapped likewise
Rule z_box(double lower = 0, double upper = 1);  ///< zB: x w - l w+ - h w-, for l <= x <= h
Rule midpoint();  ///< (x - m) w with m the midpoint of the two prototypes: detection layers only
Rule w_square();  ///< w^2
Rule flat();      ///< 1: every input the same share

/// The rule with this name: "z", "z-nobias", "affine", "epsilon=0.01", "z+", "gamma=0.25", "zB", "midpoint", "w^2",
/// "flat".
/// @throws Error naming the known ones
Rule find(std::string_view name);

/// One of each, with default parameters: what a generic test runs through.
std::vector<Rule> all();

}  // namespace rules

}  // namespace neon
