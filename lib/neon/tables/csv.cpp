#include <neon/core/error.hpp>
#include <neon/tables/csv.hpp>
#include <neon/tables/detail/delimited_reader.hpp>
#include <neon/tables/detail/delimited_writer.hpp>

namespace neon {
namespace fs = std::filesystem;

Table read_csv(const fs::path& path, const CsvOptions& options) {
  DelimitedReader reader(ByteStream::open(path.string()), options, false);
  return read_rest(reader);
}

Table parse_csv(const std::string& text, const std::string& file, const CsvOptions& options) {
  const auto read = [rest = std::string_view(text)](char* bytes, std::size_t count) mutable {
    const std::size_t taken = rest.copy(bytes, count);
    rest.remove_prefix(taken);
    return taken;
  };
  DelimitedReader reader(ByteStream(file, read), options, false);
  return read_rest(reader);
}

void write_csv(const fs::path& path, const MatrixView& values, const std::vector<std::string>& names) {
  require(names.empty() || static_cast<Index>(names.size()) == values.cols(),
          "{}: {} names should be {}, one per column", path.string(), names.size(), values.cols());
  DelimitedWriter file(path, ',', values.cols(), names);
  file.append(values);
  file.commit();
}

}  // namespace neon
