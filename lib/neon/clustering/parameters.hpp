#pragma once
#include <neon/layers/linear.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace neon {

/// What a parameter becomes when the features are told in another unit u, from another origin s:  x' = u x + s.
enum class Unit {
  none,            ///< nothing: it has no unit, or one of a space of its own
  place,           ///< u a + s, rows in feature space [m, d]
  direction,       ///< nothing; rows of norm 1 in feature space [m, d]
  variance,        ///< u^2 a, of every feature [m, d], positive
  covariance,      ///< u^2 a, of every two features, matrices one below the other [m d, d], positive definite
  square,          ///< u^2 a
  inverse_square,  ///< a / u^2
};

/// Visits the parameters of a cluster model one after the other. A model tells each of them once
/// (`void parameters(ParameterVisitor& visit)`), and thereby can be saved, loaded, randomised, shown, told in other
/// units and stripped of a feature. What a visitor does not need to know it leaves alone.
class ParameterVisitor {
 public:
  /// Why the parameters are visited. Unless they are only looked at, the model computes anew what follows from them
  /// once all have been visited.
  enum class Purpose {
    look,    ///< nothing changes
    load,    ///< they receive what was stored
    move,    ///< the same model in other units, or from another origin
    redraw,  ///< another model of the same kind
  };
  virtual ~ParameterVisitor() = default;
  virtual Purpose purpose() const { return Purpose::look; }
  bool changes() const { return purpose() != Purpose::look; }

  virtual void matrix(std::string_view, Matrix&, Unit) {}
  /// The last argument: optional, it keeps its value where none is stored.
  virtual void vector(std::string_view, Vector&, Unit, bool /*optional*/ = false) {}
  /// The last argument: the length that it should have, the rows of what it numbers.
  virtual void labels(std::string_view, Labels&, Index /*length*/) {}
  virtual void number(std::string_view, double&, Unit, bool /*optional*/ = false) {}
  virtual void text(std::string_view, std::string&) {}
  /// Fully connected layers, of which the first reads the features.
  virtual void layers(std::string_view, std::vector<Linear>&) {}
  /// The stiffness of assignment; infinity, or what the kind says, where none is stored.
  void stiffness(double& beta, Unit unit = Unit::inverse_square) { number("beta", beta, unit, true); }
};

}  // namespace neon
