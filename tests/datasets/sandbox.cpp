#include "datasets/sandbox.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "datasets/digest.hpp"

namespace neon::datasets::testing {

void write_file(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  out.close();
  REQUIRE(out.good());
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  REQUIRE(in.good());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string gzip(const std::string& bytes) {
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string input = bytes, output(bytes.size() + 1000, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(output.data());
  stream.avail_out = static_cast<uInt>(output.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  output.resize(stream.total_out);
  deflateEnd(&stream);
  return output;
}

std::string sha256(const std::string& bytes) {
  Sha256 digest;
  digest.update(bytes.data(), bytes.size());
  return digest.hex();
}

void write_archive(const fs::path& path, ArchiveKind kind, const Members& members) {
  archive* out = archive_write_new();
  if (kind == ArchiveKind::tar_gz) {
    archive_write_set_format_ustar(out);
    archive_write_add_filter_gzip(out);
  } else if (kind == ArchiveKind::zip) {
    archive_write_set_format_zip(out);
  } else {
    archive_write_set_format_ar_bsd(out);
  }
  fs::create_directories(path.parent_path());
  REQUIRE(archive_write_open_filename(out, path.c_str()) == ARCHIVE_OK);
  for (const auto& [name, contents] : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, name.back() == '/' ? AE_IFDIR : AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(contents.size()));
    REQUIRE(archive_write_header(out, entry) == ARCHIVE_OK);
    REQUIRE(archive_write_data(out, contents.data(), contents.size()) == static_cast<la_ssize_t>(contents.size()));
    archive_entry_free(entry);
  }
  REQUIRE(archive_write_close(out) == ARCHIVE_OK);
  archive_write_free(out);
}

Sandbox::Sandbox()
    : no_proxy_("no_proxy", "*"), no_mirror_("NEON_MIRROR", "/nonexistent"), no_data_("NEON_DATA", "/nonexistent") {
  std::string name = (fs::temp_directory_path() / "neon-datasets-XXXXXX").string();
  REQUIRE(mkdtemp(name.data()) != nullptr);
  root = name;
  cache = root / "cache";
  mirror = root / "mirror";
  fs::create_directory(mirror);
}

Sandbox::~Sandbox() { fs::remove_all(root); }

FetchOptions Sandbox::options(const std::vector<Promise>& files, const std::vector<PackageEntry>& packages) {
  DatasetEntry toy;
  toy.name = "toy";
  for (const Promise& file : files)
    toy.files.push_back({file.name, file.contents.size(), sha256(file.contents), "", file.urls});
  toy.packages = packages;
  FetchOptions options;
  options.cache = cache;
  options.mirror = mirror;
  options.manifest = Manifest{{toy}};
  options.progress = nullptr;
  options.notice = [this](const std::string& line) { notices.push_back(line); };
  return options;
}

std::vector<std::string> Sandbox::leftovers(const std::vector<std::string>& expected) const {
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(cache / "toy")) {
    const std::string name = entry.path().filename().string();
    const std::string stem = entry.path().extension() == ".verified" ? entry.path().stem().string() : name;
    if (name != ".lock" && std::find(expected.begin(), expected.end(), stem) == expected.end()) found.push_back(name);
  }
  return found;
}

}  // namespace neon::datasets::testing
