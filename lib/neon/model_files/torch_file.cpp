#include <neon/core/error.hpp>
#include <neon/model_files/detail/torch_tensors.hpp>
#include <neon/model_files/torch_file.hpp>
#include <neon/tables/detail/archive_reader.hpp>

#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

namespace neon {
namespace {

namespace fs = std::filesystem;
using namespace torch;

/// Tensors may share storages; so many numbers per byte of the file that they all fit into memory beside it.
constexpr std::uintmax_t most_numbers_per_byte = 4;

using Storages = std::map<std::string, std::string_view, std::less<>>;

StateDict assembled(const std::string& file, const std::vector<Described>& tensors, const Storages& storages,
                    std::uintmax_t file_size) {
  std::vector<WeightTensor> result;
  std::uintmax_t numbers = 0;
  for (const Described& tensor : tensors) {
    const auto found = storages.find(tensor.storage.key);
    require(found != storages.end(), "{}: the numbers of '{}' are missing: cut off", file, tensor.name);
    const std::size_t expected = static_cast<std::size_t>(tensor.storage.count) * tensor.storage.type->format.size;
    require(found->second.size() / tensor.storage.type->format.size >= static_cast<std::size_t>(tensor.storage.count),
            "{}: the numbers of '{}' take {} bytes, should be {}: cut off", file, tensor.name, found->second.size(),
            expected);
    result.push_back(gathered(tensor, found->second));
    numbers += result.back().values.size();
    require(numbers <= most_numbers_per_byte * file_size, "{}: '{}' and others are the same numbers again and again",
            file, tensor.name);
  }
  return {file, std::move(result)};
}

/// Before PyTorch 1.6: pickles of a number, a version, the machine, the object and the storages' keys one after
/// another; then of every key how many numbers, and those.
constexpr std::string_view legacy_start("\x80\x02\x8a\x0al\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);

StateDict read_legacy(const std::string& file, std::string_view bytes) {
  std::size_t at = legacy_start.size();
  const auto next = [&] {
    Pickle pickle(bytes.substr(at), file, is_known);
    at += pickle.size();
    return pickle;
  };
  next();
  next();
  const Pickle object = next();
  const std::vector<Described> tensors = described_tensors(file, object.value());
  const Pickle keys = next();
  require(keys.value().is(PickleValue::Kind::list), "{}: byte {}: the keys of the storages should be a list", file, at);
  std::map<std::string, std::size_t> sizes;
  for (const PickleValue& persistent : object.persistents()) {
    const StorageKey storage = storage_key(file, persistent);
    sizes[storage.key] = storage.type->format.size;
  }
  Storages storages;
  for (const PickleValue& key : keys.value().items->values) {
    std::int64_t count = 0;
    require(key.is(PickleValue::Kind::text) && bytes.size() - at >= sizeof count, "{}: byte {}: cut off", file, at);
    std::memcpy(&count, bytes.data() + at, sizeof count);
    at += sizeof count;
    const auto size = sizes.find(*key.text);
    require(size != sizes.end(), "{}: storage '{}' is of no tensor", file, *key.text);
    require(count >= 0 && static_cast<std::size_t>(count) <= (bytes.size() - at) / size->second,
            "{}: byte {}: storage '{}' of {} numbers is cut off", file, at, *key.text, count);
    storages[*key.text] = bytes.substr(at, static_cast<std::size_t>(count) * size->second);
    at += static_cast<std::size_t>(count) * size->second;
  }
  return assembled(file, tensors, storages, bytes.size());
}

/// A zip archive, not compressed: FOLDER/data.pkl, and a file FOLDER/data/KEY for every storage.
StateDict read_zip(const fs::path& path) {
  const std::string file = path.string();
  const std::uintmax_t most = fs::file_size(path);
  std::uintmax_t unpacked = 0;
  std::map<std::string, std::string> members;  // without the folder
  ArchiveReader archive(path);
  while (const std::optional<ArchiveReader::Member> member = archive.next()) {
    const std::size_t folder = member->path.find('/');
    if (member->kind != ArchiveReader::Kind::file || folder == std::string::npos) continue;
    std::string& contents = members[member->path.substr(folder + 1)];
    constexpr std::size_t block = 1 << 20;
    for (std::size_t count = block; count == block;) {
      const std::size_t before = contents.size();
      contents.resize(before + block);
      count = archive.read(contents.data() + before, block);
      contents.resize(before + count);
      unpacked += count;
      require(unpacked <= most, "{}: is compressed, which files of PyTorch are not", file);
    }
    contents.shrink_to_fit();
  }
  const auto pickled = members.find("data.pkl");
  require(pickled != members.end(), "{}: a zip archive without data.pkl: no file of PyTorch", file);
  if (const auto order = members.find("byteorder"); order != members.end())
    require(order->second == "little", "{}: byte order '{}' should be little", file, order->second);
  const Pickle object(pickled->second, file + ":data.pkl", is_known);
  Storages storages;
  constexpr std::string_view folder = "data/";
  for (const auto& [name, contents] : members)
    if (name.starts_with(folder)) storages[name.substr(folder.size())] = contents;
  return assembled(file, described_tensors(file, object.value()), storages, most);
}

}  // namespace

StateDict read_state_dict(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  require(stream && fs::is_regular_file(path), "{}: there is no such file", path.string());
  std::string start(legacy_start.size(), '\0');
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  if (start.starts_with("PK")) return read_zip(path);
  require(start == legacy_start, "{}: is no file of PyTorch: neither a zip archive nor the format before 1.6",
          path.string());
  stream.seekg(0);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  return read_legacy(path.string(), bytes);
}

}  // namespace neon
