#include "experiments/surrogate/binary_cifar.hpp"

#include <neon/core/error.hpp>

#include <algorithm>
#include <sstream>

namespace neon::experiments::surrogate {
namespace {

constexpr Index side = 32, values = 3 * side * side;

struct Layout {
  std::string source, names;
  std::vector<std::string> train, test;
  Index before = 0;  ///< bytes of a record before its class
};

Layout layout_of(const BinaryMembers& members, const std::string& archive) {
  const bool ten = members.contains("test_batch.bin"), hundred = members.contains("train.bin");
  require(ten != hundred,
          "{}: should hold either CIFAR-10 (data_batch_1.bin, ..., test_batch.bin) or CIFAR-100 "
          "(train.bin, test.bin)",
          archive);
  if (hundred) return {"CIFAR-100", "fine_label_names.txt", {"train.bin"}, {"test.bin"}, 1};
  Layout layout{"CIFAR-10", "batches.meta.txt", {}, {"test_batch.bin"}, 0};
  for (const auto& [name, bytes] : members)
    if (name.starts_with("data_batch_")) layout.train.push_back(name);
  require(!layout.train.empty(), "{}: data_batch_1.bin is missing", archive);
  return layout;
}

const std::string& member(const BinaryMembers& members, const std::string& name, const std::string& archive) {
  const auto found = members.find(name);
  require(found != members.end(), "{}: {} is missing", archive, name);
  return found->second;
}

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (!line.empty()) result.push_back(line);
  }
  return result;
}

Images read(const BinaryMembers& members, const std::vector<std::string>& files, const Layout& layout, Index of_each,
            Index classes, const std::string& archive) {
  const Index record = layout.before + 1 + values;
  std::vector<const char*> chosen;
  Labels taken(static_cast<std::size_t>(classes), 0), label;
  for (const std::string& name : files) {
    const std::string& bytes = member(members, name, archive);
    const auto size = static_cast<Index>(bytes.size());
    require(size > 0 && size % record == 0, "{}: {}: {} bytes should be a whole number of records of {}", archive, name,
            size, record);
    for (Index at = 0; at < size; at += record) {
      const char* const start = bytes.data() + at + layout.before;
      const Index of = static_cast<unsigned char>(*start);
      require(of < classes, "{}: {}: class {} of record {} should be below {}", archive, name, of, at / record,
              classes);
      if (of_each > 0 && taken[static_cast<std::size_t>(of)]++ >= of_each) continue;
      chosen.push_back(start + 1);
      label.push_back(of);
    }
  }
  Images images{FeatureMaps(static_cast<Index>(chosen.size()), 3, side, side), std::move(label)};
  for (std::size_t n = 0; n < chosen.size(); ++n)
    for (Index i = 0; i < values; ++i)
      images.rgb.values[n * static_cast<std::size_t>(values) + static_cast<std::size_t>(i)] =
          static_cast<unsigned char>(chosen[n][i]);
  return images;
}

}  // namespace

bool is_binary_member(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  return path.extension() == ".bin" || name == "batches.meta.txt" || name == "fine_label_names.txt" ||
         name == "coarse_label_names.txt";
}

Cifar binary_cifar(const BinaryMembers& members, Index train, Index test, const std::string& archive) {
  const Layout layout = layout_of(members, archive);
  const std::vector<std::string> classes = lines(member(members, layout.names, archive));
  require(classes.size() >= 2, "{}: {}: {} names of classes should be at least 2", archive, layout.names,
          classes.size());
  const auto count = static_cast<Index>(classes.size());
  Images training = read(members, layout.train, layout, train, count, archive);
  for (Index c = 0; c < count; ++c)
    require(std::find(training.label.begin(), training.label.end(), c) != training.label.end(),
            "{}: class '{}' has no training image", archive, classes[static_cast<std::size_t>(c)]);
  return {std::move(training), read(members, layout.test, layout, test, count, archive), classes, layout.source};
}

}  // namespace neon::experiments::surrogate
