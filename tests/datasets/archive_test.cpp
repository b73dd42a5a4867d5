#include "datasets/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include "datasets/contents.hpp"
#include "datasets/sandbox.hpp"
#include "datasets/source_failed.hpp"

using namespace neon;
using namespace neon::datasets;
using namespace neon::datasets::testing;

namespace {

// Value of `find * -type f | LC_ALL=C sort | xargs sha256sum | sha256sum` over these files.
const Members tree{{"a", ""}, {"b.txt", "gamma\n"}, {"b/10", "beta"}, {"b/x/2", "alpha\n"}};
const std::string tree_hash = "48d49f19883e568390e99cc9857c4c410f553cc50630fd9465277a42a0cdeb8a";

/// What no archive of ours holds.
struct Hostile {
  std::string path;
  unsigned type;
  std::string target;  ///< of a link
};

void write_hostile(const fs::path& file, const std::vector<Hostile>& members) {
  archive* out = archive_write_new();
  archive_write_set_format_pax(out);
  REQUIRE(archive_write_open_filename(out, file.c_str()) == ARCHIVE_OK);
  for (const Hostile& member : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.path.c_str());
    archive_entry_set_perm(entry, 0666);
    archive_entry_set_filetype(entry, member.type == 0 ? AE_IFREG : member.type);
    if (member.type == AE_IFLNK) archive_entry_set_symlink(entry, member.target.c_str());
    if (member.type == 0) archive_entry_set_hardlink(entry, member.target.c_str());
    const std::string contents = member.type == AE_IFREG ? "evil" : "";
    archive_entry_set_size(entry, static_cast<la_int64_t>(contents.size()));
    REQUIRE(archive_write_header(out, entry) == ARCHIVE_OK);
    if (!contents.empty()) REQUIRE(archive_write_data(out, contents.data(), contents.size()) == 4);
    archive_entry_free(entry);
  }
  REQUIRE(archive_write_close(out) == ARCHIVE_OK);
  archive_write_free(out);
}

/// Every file below a folder.
std::vector<std::string> files_below(const fs::path& folder) {
  std::vector<std::string> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (!entry.is_directory()) files.push_back(fs::relative(entry.path(), folder).string());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

TEST_CASE("the tree hash is that of sha256sum over the sorted files") {
  const Sandbox box;
  SECTION("in a tar archive, in any order, with folders and leading dots") {
    const fs::path archive = box.root / "tree.tar.gz";
    write_archive(
        archive, ArchiveKind::tar_gz,
        {{"./", ""}, {"./b/x/", ""}, {"./b/x/2", "alpha\n"}, {"./b/10", "beta"}, {"b.txt", "gamma\n"}, {"a", ""}});
    CHECK(tree_sha256(archive) == tree_hash);
  }
  SECTION("in a zip archive") {
    write_archive(box.root / "tree.zip", ArchiveKind::zip, tree);
    CHECK(tree_sha256(box.root / "tree.zip") == tree_hash);
  }
  SECTION("and the definition, line by line") {
    std::string lines;
    for (const auto& [path, contents] : tree) lines += sha256(contents) + "  " + path + "\n";
    CHECK(sha256(lines) == tree_hash);
  }
}

TEST_CASE("the tree hash sees contents and names") {
  const Sandbox box;
  Members changed = tree;
  SECTION("a byte") { changed[1].second = "gamna\n"; }
  SECTION("a name") { changed[1].first = "c.txt"; }
  SECTION("a missing file") { changed.pop_back(); }
  write_archive(box.root / "t.tar.gz", ArchiveKind::tar_gz, changed);
  CHECK(tree_sha256(box.root / "t.tar.gz") != tree_hash);
}

TEST_CASE("an archive that cannot be trusted is refused") {
  const Sandbox box;
  const fs::path archive = box.root / "t.tar.gz";
  const auto complaint = [&] { return message_of<SourceFailed>([&] { tree_sha256(archive); }); };
  SECTION("a path that occurs twice") {
    write_archive(archive, ArchiveKind::tar_gz, {{"a", "1"}, {"./a", "2"}});
    CHECK_THAT(complaint(), Contains("'a' occurs twice"));
  }
  SECTION("no archive") {
    write_file(archive, "plain text");
    CHECK_THAT(complaint(), Contains(archive.string() + ": not a readable archive"));
  }
  SECTION("cut in half") {
    std::string noise;
    for (int i = 0; i < 20000; ++i) noise += sha256(std::to_string(i));
    write_archive(archive, ArchiveKind::tar_gz, {{"a", noise}});
    fs::resize_file(archive, fs::file_size(archive) / 2);
    CHECK_THAT(complaint(), Contains("not a readable archive") && Contains("truncated"));
  }
}

TEST_CASE("an archive pinned by its tree is imported as it is and refused when its tree differs") {
  const Sandbox box;
  FileEntry entry;
  entry.name = "t.tar.gz";
  entry.tree_sha256 = tree_hash;
  write_archive(box.root / "good", ArchiveKind::tar_gz, tree);
  import_file(box.root / "good", box.root / "t.tar.gz", entry);
  CHECK(read_file(box.root / "t.tar.gz") == read_file(box.root / "good"));

  write_archive(box.root / "bad", ArchiveKind::tar_gz, {{"a", ""}});
  fs::remove(box.root / "t.tar.gz");
  const std::string message =
      message_of<SourceFailed>([&] { import_file(box.root / "bad", box.root / "t.tar.gz", entry); });
  CHECK_THAT(message, Contains((box.root / "bad").string() + ": refused") && Contains("should be " + tree_hash));
  CHECK_FALSE(fs::exists(box.root / "t.tar.gz"));
}

TEST_CASE("members are extracted") {
  const Sandbox box;
  SECTION("from a zip file, as in a wheel") {
    write_archive(box.root / "w.whl", ArchiveKind::zip, {{"models/m", "weights"}, {"other", "x"}});
    extract_members(box.root / "w.whl", {{"models/m", box.root / "m"}});
    CHECK(read_file(box.root / "m") == "weights");
  }
  SECTION("from the data of a Debian package") {
    write_archive(box.root / "data", ArchiveKind::tar_gz, {{"./usr/", ""}, {"./usr/share/m", "from Debian"}});
    write_archive(box.root / "control", ArchiveKind::tar_gz, {{"./usr/share/m", "decoy"}});
    write_archive(box.root / "p.deb", ArchiveKind::ar,
                  {{"debian-binary", "2.0\n"},
                   {"control.tar.gz", read_file(box.root / "control")},
                   {"data.tar.gz", read_file(box.root / "data")}});
    extract_members(box.root / "p.deb", {{"usr/share/m", box.root / "m"}});
    CHECK(read_file(box.root / "m") == "from Debian");
  }
  SECTION("and one that is missing is named") {
    write_archive(box.root / "w.whl", ArchiveKind::zip, {{"a", "1"}});
    const auto extract = [&] { extract_members(box.root / "w.whl", {{"a", box.root / "a"}, {"b/c", box.root / "c"}}); };
    CHECK_THAT(message_of<SourceFailed>(extract), Contains("w.whl: lacks b/c"));
  }
}

TEST_CASE("no archive writes anywhere but to the file that was asked for") {
  const Sandbox box;
  const fs::path cache = box.root / "inner" / "cache", victim = box.root / "victim";
  fs::create_directories(cache);
  write_file(victim, "untouched");
  const fs::path archive = cache / "t.tar";
  const auto extracted = [&](const std::vector<Hostile>& members) {
    write_hostile(archive, members);
    return message_of<SourceFailed>([&] { extract_members(archive, {{"m", cache / "m"}}); });
  };
  SECTION("paths that lead out: they are no member that is asked for") {
    for (const std::string& path : {victim.string(), std::string("../../victim"), std::string("m/../../../victim"),
                                    std::string("./../../victim"), std::string("/m"), std::string("../m")}) {
      CAPTURE(path);
      CHECK_THAT(extracted({{path, AE_IFREG, ""}}), Contains("lacks m"));
      CHECK(files_below(cache) == std::vector<std::string>{"t.tar"});
    }
  }
  SECTION("links, devices and pipes in the place of a file") {
    for (const Hostile& member : {Hostile{"m", AE_IFLNK, victim.string()}, Hostile{"m", AE_IFLNK, "../../victim"},
                                  Hostile{"m", 0, "../../victim"}, Hostile{"m", AE_IFCHR, ""},
                                  Hostile{"m", AE_IFBLK, ""}, Hostile{"m", AE_IFIFO, ""}, Hostile{"m", AE_IFDIR, ""}}) {
      CAPTURE(member.type, member.target);
      CHECK_THAT(extracted({member}), Contains("should be a file") || Contains("lacks m"));
      CHECK(files_below(cache) == std::vector<std::string>{"t.tar"});
      if (member.type == AE_IFDIR) continue;
      CHECK_THAT(message_of<SourceFailed>([&] { tree_sha256(archive); }), Contains("should be a file or a folder"));
    }
  }
  SECTION("a link, then a file of its name: the file is written where it was asked for") {
    write_hostile(archive, {{"d", AE_IFLNK, box.root.string()}, {"d/victim", AE_IFREG, ""}});
    extract_members(archive, {{"d/victim", cache / "m"}});
    CHECK(read_file(cache / "m") == "evil");
    CHECK(files_below(cache) == std::vector<std::string>{"m", "t.tar"});
  }
  CHECK(read_file(victim) == "untouched");
}
