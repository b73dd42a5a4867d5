#pragma once
#include <neon/core/types.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// Results and models as HDF5 files. HDF5 is not thread-safe: use writers and readers from one thread at a time.
namespace neon {

using IntegerMatrix = Eigen::Matrix<std::int32_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Is it a file with HDF5's signature, at its start or after a user block (of 512 bytes, 1024, 2048, ...)?
bool is_hdf5(const std::filesystem::path& path);

/// Writes one HDF5 file, which appears under its name, complete, at commit() and not before (see AtomicFile). The root
/// carries the attributes neon_kind, neon_version and neon_commit. The bytes depend on what is written only, not on the
/// time. Everything throws Error, naming the file, when the file system refuses (unwritable, full).
class ResultWriter {
 public:
  /// @param kind of the content, e.g. "mnist"; a reader can insist on it
  ResultWriter(const std::filesystem::path& path, std::string_view kind);
  ~ResultWriter();
  ResultWriter(ResultWriter&&) noexcept;
  ResultWriter& operator=(ResultWriter&&) noexcept;

  /// A dataset of double, float or int32: [rows, cols] for a matrix, [n] for what is a vector at compile time. Anything
  /// over a few kB is chunked, shuffled and deflated. Missing groups on the way are created; any number is allowed,
  /// infinity and NaN too.  @param name e.g. "models/standard/centroids"
  /// @throws Error if the name is taken
  template <class Derived>
  void write(const std::string& name, const Eigen::MatrixBase<Derived>& values);
  void write(const std::string& name, const std::vector<double>& values) { put(name, values.data(), {count(values)}); }
  void write(const std::string& name, const Labels& values);
  /// Variable-length UTF-8 without zero bytes.
  void write(const std::string& name, const std::vector<std::string>& values);

  /// Rows at the end of a dataset that grows, made by the first call: double, [n, cols] or, for what is a vector at
  /// compile time, [n]. What is in the dataset does not depend on how many rows came at a time (nor do the bytes of the
  /// file, if one dataset grows at a time). Chunks that deflate would hardly make smaller are stored plain, for speed.
  /// @throws Error if the name is taken by anything else, or on another number of columns
  template <class Derived>
  void append(const std::string& name, const Eigen::MatrixBase<Derived>& rows);
  void append(const std::string& name, const Labels& values);

  /// A number, truth value or text at a group (created if missing; "" is the root) or at a dataset.
  /// @throws Error if the attribute exists, or an unsigned number has no signed 64-bit counterpart
  template <class T>
  void attribute(const std::string& path, const std::string& name, const T& value);

  /// Completes the file under its name. Nothing can be written afterwards.
  void commit();

 private:
  struct File;
  using Shape = std::vector<Index>;
  template <class Values>
  static Index count(const Values& values) {
    return static_cast<Index>(values.size());
  }
  /// Calls use(data, shape); a copy is made only where the values are not contiguous.
  template <class Derived, class Use>
  static void contiguous(const Eigen::MatrixBase<Derived>& values, const Use& use);
  void put(const std::string& name, const double* values, const Shape& shape);
  void put_rows(const std::string& name, const double* values, const Shape& shape);
  void put(const std::string& name, const float* values, const Shape& shape);
  void put(const std::string& name, const std::int32_t* values, const Shape& shape);
  void put_number(const std::string& path, const std::string& name, double value);
  void put_integer(const std::string& path, const std::string& name, std::int64_t value);
  void put_unsigned(const std::string& path, const std::string& name, std::uint64_t value);
  void put_flag(const std::string& path, const std::string& name, bool value);
  void put_text(const std::string& path, const std::string& name, std::string_view value);

  std::unique_ptr<File> file_;
};

/// Reads an HDF5 file written by ResultWriter, h5py or any other program: numbers of any width and byte order, truth
/// values (which are numbers), strings of variable or fixed length. Everything throws Error naming the file, the path
/// inside, and what was expected and found: the file or object that a link or virtual dataset misses, the filter that
/// is not installed.
class ResultReader {
 public:
  /// @throws Error if there is no such file, it is no HDF5 file or was cut off, or neon_kind is not `kind`
  explicit ResultReader(const std::filesystem::path& path, std::string_view kind = {});
  ~ResultReader();
  ResultReader(ResultReader&&) noexcept;
  ResultReader& operator=(ResultReader&&) noexcept;

  const std::filesystem::path& path() const;
  std::string kind() const { return text("", "neon_kind"); }

  Matrix matrix(const std::string& name) const;  ///< [rows, cols], floating point or integer in the file
  FloatMatrix float_matrix(const std::string& name) const;
  IntegerMatrix integer_matrix(const std::string& name) const;  ///< integer in the file
  Vector vector(const std::string& name) const;                 ///< [n], floating point or integer in the file
  Labels labels(const std::string& name) const;                 ///< [n], integer in the file
  std::vector<std::string> strings(const std::string& name) const;

  bool has(const std::string& path) const;  ///< is there a group or dataset?
  bool has_attribute(const std::string& path, const std::string& name) const;
  /// Names of the groups / datasets directly inside a group ("" is the root), in alphabetical (byte) order. Links that
  /// lead nowhere are left out, and those back to a group on the path: whoever goes down comes to an end.
  std::vector<std::string> groups(const std::string& path) const;
  std::vector<std::string> datasets(const std::string& path) const;
  /// What a dataset holds, without reading it.
  struct Layout {
    std::vector<Index> shape;  ///< empty: a single value
    std::string type;          ///< "float64", "int32", "bool", "text", ...
    bool numbers = false;      ///< that matrix() or vector() reads, if there are one or two dimensions
  };
  Layout layout(const std::string& dataset) const;
  /// Names of the attributes of a group or dataset, in the same order.
  std::vector<std::string> attributes(const std::string& path) const;

  double number(const std::string& path, const std::string& attribute) const;
  std::int64_t integer(const std::string& path, const std::string& attribute) const;
  bool flag(const std::string& path, const std::string& attribute) const;
  std::string text(const std::string& path, const std::string& attribute) const;

 private:
  struct File;
  std::unique_ptr<File> file_;
};

template <class Derived, class Use>
void ResultWriter::contiguous(const Eigen::MatrixBase<Derived>& values, const Use& use) {
  using Scalar = typename Derived::Scalar;
  static constexpr bool is_vector = Derived::IsVectorAtCompileTime;
  static constexpr bool is_column = Derived::ColsAtCompileTime == 1;
  using Dense = Eigen::Matrix<Scalar, is_vector && !is_column ? 1 : Eigen::Dynamic, is_column ? 1 : Eigen::Dynamic,
                              is_column ? Eigen::ColMajor : Eigen::RowMajor>;
  const Eigen::Ref<const Dense, 0, Eigen::Stride<0, 0>> dense(values.derived());
  use(dense.data(), is_vector ? Shape{values.size()} : Shape{values.rows(), values.cols()});
}

template <class Derived>
void ResultWriter::write(const std::string& name, const Eigen::MatrixBase<Derived>& values) {
  contiguous(values, [&](const auto* data, const Shape& shape) { put(name, data, shape); });
}

template <class Derived>
void ResultWriter::append(const std::string& name, const Eigen::MatrixBase<Derived>& rows) {
  contiguous(rows, [&](const double* data, const Shape& shape) { put_rows(name, data, shape); });
}

template <class T>
void ResultWriter::attribute(const std::string& path, const std::string& name, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    put_flag(path, name, value);
  } else if constexpr (std::is_unsigned_v<T>) {
    put_unsigned(path, name, value);
  } else if constexpr (std::is_integral_v<T>) {
    put_integer(path, name, value);
  } else if constexpr (std::is_floating_point_v<T>) {
    put_number(path, name, static_cast<double>(value));
  } else {
    put_text(path, name, value);
  }
}

}  // namespace neon
