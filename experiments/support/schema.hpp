#pragma once
#include <neon/hdf5/hdf5.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Where things lie in result files, and as what they are read: the one place that spells a path. Experiments write
/// through it, claims and figures read through it; results/README.md says what the things are.
namespace neon::schema {

using Strings = std::vector<std::string>;

/// A dataset, read as a Matrix, a Vector, Labels or Strings.
template <class T>
struct Dataset {
  std::string path;

  bool in(const ResultReader& file) const { return file.has(path); }
  T read(const ResultReader& file) const {
    if constexpr (std::is_same_v<T, Matrix>)
      return file.matrix(path);
    else if constexpr (std::is_same_v<T, Vector>)
      return file.vector(path);
    else if constexpr (std::is_same_v<T, Labels>)
      return file.labels(path);
    else
      return file.strings(path);
  }
  /// Matrices and vectors of any scalar, as they are: what is read is double.
  template <class Values>
  void write(ResultWriter& writer, const Values& values) const {
    if constexpr (std::is_same_v<T, Matrix>)
      static_assert(!Values::IsVectorAtCompileTime);
    else if constexpr (!std::is_same_v<T, Vector>)
      static_assert(std::is_same_v<T, Values>);
    else if constexpr (!std::is_same_v<Values, std::vector<double>>)
      static_assert(Values::IsVectorAtCompileTime);
    writer.write(path, values);
  }
};

/// A number, whole number, truth value or text at a group or dataset; "" is the root.
template <class T>
struct Attribute {
  std::string group, name;

  bool in(const ResultReader& file) const { return file.has_attribute(group, name); }
  T read(const ResultReader& file) const {
    if constexpr (std::is_same_v<T, bool>)
      return file.flag(group, name);
    else if constexpr (std::is_same_v<T, Index>)
      return file.integer(group, name);
    else if constexpr (std::is_same_v<T, double>)
      return file.number(group, name);
    else
      return file.text(group, name);
  }
  template <class Value>
  void write(ResultWriter& writer, const Value& value) const {
    static_assert(std::is_same_v<T, std::string> ? std::is_convertible_v<Value, std::string_view>
                  : std::is_same_v<T, Index>     ? std::is_integral_v<Value> && !std::is_same_v<Value, bool>
                                                 : std::is_same_v<Value, T>);
    writer.attribute(group, name, value);
  }
};

/// What every result file says of its run.
struct Run {
  Attribute<Index> seed{"", "seed"}, threads{"", "threads"};
  Attribute<std::string> profile{"", "profile"};
  Attribute<double> seconds{"", "seconds"};
  std::string cost = "cost";  ///< its attributes are the stages' seconds, and the memory
  Attribute<double> peak_memory{cost, "peak_memory_mib"};
  std::string input_prefix = "sha256:";  ///< root attribute "sha256:<file>" of every input

  Attribute<double> stage(const std::string& name) const { return {cost, name}; }
  Attribute<std::string> input(const std::string& file) const { return {"", input_prefix + file}; }
};

/// How the explanations of a group stand against the model: see SelfCheck.
struct Check {
  std::string group;
  Attribute<Index> points{group, "check_points"};
  Attribute<bool> holds{group, "check_holds"};
  Attribute<double> kept_share{group, "check_kept_share"};

  struct Gap {
    Attribute<Index> beyond;
    Attribute<double> worst;
  };
  /// @param name logit, sum, assigned or competitors
  Gap gap(const std::string& name) const {
    return {{group, "check_" + name + "_beyond"}, {group, "check_" + name + "_worst"}};
  }
};

}  // namespace neon::schema
