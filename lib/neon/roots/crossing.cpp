#include <neon/roots/crossing.hpp>

#include <limits>

namespace neon {
namespace {

constexpr int max_evaluations = 120;

/// The part of one segment where f + slack / 2 changes sign: from `outside_` (f > 0) to `inside_` (f <= 0).
class Bracket {
 public:
  Bracket(double from_value, double to_value, double guess, double slack)
      : value_(to_value), slack_(slack), guess_(guess), high_(from_value + slack / 2), low_(to_value + slack / 2) {}

  bool arrived() const {
    return value_ >= -slack_ || inside_ - outside_ <= 4 * std::numeric_limits<double>::epsilon() * inside_;
  }
  double position() const { return inside_; }
  double value() const { return value_; }

  double propose() const {
    if (side_ == Side::none && guess_ > outside_ && guess_ < inside_) return guess_;
    const double secant = outside_ + (inside_ - outside_) * high_ / (high_ - low_);
    const bool useful = slow_ < 3 && secant > outside_ && secant < inside_;
    return useful ? secant : (outside_ + inside_) / 2;
  }

  /// An end that stays has its ordinate scaled down, so that the next secant crosses over.
  void narrow(double t, double f) {
    const double width = inside_ - outside_, ordinate = f + slack_ / 2;
    if (f <= 0) {
      if (side_ == Side::inside) high_ *= weight(ordinate / low_);
      inside_ = t, value_ = f, low_ = ordinate, side_ = Side::inside;
    } else {
      if (side_ == Side::outside) low_ *= weight(ordinate / high_);
      outside_ = t, high_ = ordinate, side_ = Side::outside;
    }
    slow_ = inside_ - outside_ > width / 2 ? slow_ + 1 : 0;
  }

 private:
  enum class Side { none, outside, inside };
  static double weight(double ratio) { return ratio < 1 ? 1 - ratio : 0.5; }

  double outside_ = 0, inside_ = 1;  // t
  double value_, slack_, guess_;     // f at inside_
  double high_, low_;                // weighted ordinates of the two ends
  Side side_ = Side::none;           // which end moved last
  int slow_ = 0;                     // evaluations in a row that did not halve the bracket
};

}  // namespace

Crossing cross(const Evidence& f, const MatrixView& from, const Vector& from_value, const MatrixView& to,
               const Vector& to_value, const Vector& guess, const Vector& slack) {
  std::vector<Bracket> brackets;
  Labels active;
  for (Index row = 0; row < from.rows(); ++row) {
    brackets.emplace_back(from_value[row], to_value[row], guess[row], slack[row]);
    if (!brackets.back().arrived()) active.push_back(row);
  }

  Labels held;  // the rows that `line` was built for
  Segment line;
  for (int evaluation = 0; evaluation < max_evaluations && !active.empty(); ++evaluation) {
    // A shortcut pays for its construction, values are nearly free; without one only the rows still open are worth a
    // pass.
    if (held.empty() || (!f.segment_shortcut && held.size() > active.size())) {
      held = active;
      line = segment(f, Matrix(from(held, Eigen::all)), Matrix(to(held, Eigen::all)));
    }
    Vector t(held.size());
    for (Index i = 0; i < t.size(); ++i)
      t[i] = brackets[static_cast<std::size_t>(held[static_cast<std::size_t>(i)])].propose();
    const Vector value = line.value(t);
    active.clear();
    for (Index i = 0; i < t.size(); ++i) {
      const Index row = held[static_cast<std::size_t>(i)];
      Bracket& bracket = brackets[static_cast<std::size_t>(row)];
      if (bracket.arrived()) continue;
      bracket.narrow(t[i], value[i]);
      if (!bracket.arrived()) active.push_back(row);
    }
  }

  Crossing crossing{Vector(from.rows()), Vector(from.rows())};
  for (Index row = 0; row < from.rows(); ++row) {
    crossing.t[row] = brackets[static_cast<std::size_t>(row)].position();
    crossing.value[row] = brackets[static_cast<std::size_t>(row)].value();
  }
  return crossing;
}

}  // namespace neon
