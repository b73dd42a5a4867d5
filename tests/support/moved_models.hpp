#pragma once
#include <neon/clustering/model.hpp>

#include <cmath>

/// The same model told in other units of the features, or from another origin:  x' = unit x + shift.
namespace neon::samples {

/// Numbers of few binary digits, so that adding an origin of up to 1e12 to them rounds nothing.
inline Matrix on_grid(const Matrix& x) { return (0x1p10 * x).array().round() * 0x1p-10; }

/// Whose logit and relevance are in squared units of the features, as its stiffness tells; those of others have none.
inline bool has_squared_unit(const ClusterModel& model) {
  struct Look final : ParameterVisitor {
    bool squared = false;
    void number(std::string_view name, double&, Unit unit, bool) override {
      if (name == "beta") squared = unit == Unit::inverse_square;
    }
  } look;
  model.visit(look);
  return look.squared;
}

struct Move : ParameterVisitor {
  Purpose purpose() const override { return Purpose::move; }
};

/// Every feature by one unit.
inline ClusterModel scaled(ClusterModel model, double unit) {
  struct Scale final : Move {
    double unit;
    explicit Scale(double by) : unit(by) {}
    double factor(Unit of) const {
      if (of == Unit::place) return unit;
      if (of == Unit::variance || of == Unit::covariance || of == Unit::square) return unit * unit;
      return of == Unit::inverse_square ? 1 / (unit * unit) : 1;
    }
    void matrix(std::string_view, Matrix& values, Unit of) override { values *= factor(of); }
    void vector(std::string_view, Vector& values, Unit of, bool) override { values *= factor(of); }
    void number(std::string_view, double& value, Unit of, bool) override { value *= factor(of); }
    void layers(std::string_view, std::vector<Linear>& layers) override { layers.front().weight /= unit; }
  } scale(unit);
  model.visit(scale);
  return model;
}

/// @param shift [d]
inline ClusterModel shifted(ClusterModel model, const Eigen::RowVectorXd& shift) {
  struct Shift final : Move {
    const Eigen::RowVectorXd& by;
    explicit Shift(const Eigen::RowVectorXd& shift) : by(shift) {}
    void matrix(std::string_view, Matrix& values, Unit of) override {
      if (of == Unit::place) values.rowwise() += by;
    }
    void layers(std::string_view, std::vector<Linear>& layers) override {
      Linear& layer = layers.front();
      for (Index k = 0; k < layer.outputs(); ++k) {
        long double bias = layer.bias(k);
        for (Index i = 0; i < layer.inputs(); ++i) bias -= static_cast<long double>(by(i)) * layer.weight(k, i);
        layer.bias(k) = static_cast<double>(bias);
      }
    }
  } move(shift);
  model.visit(move);
  return model;
}

/// The same model with all places in feature space on the grid.
inline ClusterModel on_grid(ClusterModel model) {
  struct Round final : Move {
    void matrix(std::string_view, Matrix& values, Unit of) override {
      if (of == Unit::place) values = on_grid(values);
    }
  } round;
  model.visit(round);
  return model;
}

}  // namespace neon::samples
