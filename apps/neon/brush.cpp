#include "apps/neon/brush.hpp"

#include <neon/core/error.hpp>
#include <neon/core/nearest_name.hpp>
#include <neon/tables/table_stream.hpp>

#include <algorithm>
#include <iterator>
#include <set>

#include "apps/neon/terminal.hpp"

namespace neon::cli {
namespace {

constexpr Index least = 2;  // a point is compared with others on both sides
constexpr std::size_t longest_label = 40;

/// The number of a label by its text.
Index label_number(const std::string& text, const std::string& source, const Labels& labels,
                   const std::vector<std::string>& texts) {
  const std::set<Index> different(labels.begin(), labels.end());
  std::vector<std::string> known;
  for (const Index label : different)
    known.push_back(texts.empty() ? std::to_string(label) : texts[static_cast<std::size_t>(label)]);
  const auto found = std::find(known.begin(), known.end(), text);
  require(found != known.end(), "--brush-label: there is no label '{}' in {}{}", printable(text, longest_label), source,
          did_you_mean(text, known));
  return *std::next(different.begin(), found - known.begin());
}

/// Labels that say themselves whether a point is brushed.
void brush_marks(const LabelList& list, const std::string& source, const Labels& labels, std::vector<bool>& points) {
  for (std::size_t n = 0; n < labels.size(); ++n) {
    const std::string text =
        list.class_names.empty() ? std::to_string(labels[n]) : list.class_names[static_cast<std::size_t>(labels[n])];
    const bool yes = text == "1" || same_name(text, "true"), no = text == "0" || same_name(text, "false");
    require(yes || no,
            "--brush: {}: label '{}' should be 0 or 1, true or false; --brush-label names one of other labels", source,
            printable(text, longest_label));
    points[n] = yes;
  }
}

void brush_labels(const Labels& labels, Index label, std::vector<bool>& points) {
  for (std::size_t n = 0; n < labels.size(); ++n) points[n] = labels[n] == label;
}

/// Labels of the table's rows, of which the map has some.
Labels on_map(const Labels& labels, const StoredMap& map) {
  if (static_cast<Index>(labels.size()) == map.points()) return labels;
  Labels own;
  for (const Index row : map.row) own.push_back(labels[static_cast<std::size_t>(row)]);
  return own;
}

void brush_rows(const BrushFlags& flags, const Labels& rows, const StoredMap& map, const std::string& name,
                std::vector<bool>& points) {
  for (const Index row : rows) {
    const Index point = map.point_of(row);
    require(point >= 0, "--brush: {}: row {} is not on {}, which has {} points of rows {} to {}", flags.file, row, name,
            map.points(), map.row.front(), map.row.back());
    points[static_cast<std::size_t>(point)] = true;
  }
}

/// A first line that is one too many for labels of all points is a title, as one above row numbers is.
LabelList read_brush(const std::string& file, const StoredMap& map) {
  for (const Index points : {map.points(), map.rows})
    if (LabelList list = read_labels(file, points); static_cast<Index>(list.labels.size()) == points) return list;
  return read_labels(file);
}

void brush_file(const BrushFlags& flags, const StoredMap& map, const std::string& name, std::vector<bool>& points) {
  const LabelList list = read_brush(flags.file, map);
  const auto count = static_cast<Index>(list.labels.size());
  const bool for_each = count == map.points() || count == map.rows;
  if (!for_each && list.class_names.empty() && flags.label.empty()) {
    const std::set<Index> different(list.labels.begin(), list.labels.end());
    if (different.size() == list.labels.size()) return brush_rows(flags, list.labels, map, name, points);
  }
  require(for_each, "--brush: {}: {} entries should be {} labels, one for each point of {}, or different row numbers",
          flags.file, count, map.points(), name);
  const Labels own = on_map(list.labels, map);
  if (flags.label.empty()) return brush_marks(list, flags.file, own, points);
  brush_labels(own, label_number(flags.label, flags.file, list.labels, list.class_names), points);
}

void brush_box(const std::vector<double>& box, const StoredMap& map, std::vector<bool>& points) {
  require(box[0] <= box[1] && box[2] <= box[3], "--box: {},{},{},{} should be left, right, bottom and top", box[0],
          box[1], box[2], box[3]);
  for (Index n = 0; n < map.points(); ++n)
    points[static_cast<std::size_t>(n)] = map.place(n, 0) >= box[0] && map.place(n, 0) <= box[1] &&
                                          map.place(n, 1) >= box[2] && map.place(n, 1) <= box[3];
  require(std::find(points.begin(), points.end(), true) != points.end(),
          "--box: no point lies in [{}, {}] x [{}, {}]; the map is within [{:.4g}, {:.4g}] x [{:.4g}, {:.4g}]", box[0],
          box[1], box[2], box[3], map.place.col(0).minCoeff(), map.place.col(0).maxCoeff(), map.place.col(1).minCoeff(),
          map.place.col(1).maxCoeff());
}

}  // namespace

void add_brush_flags(command_line::Parser& app, BrushFlags& flags) {
  app.add_option("--brush", flags.file,
                 "MODEL is a map of `neon map`: why does it put points among these? A file of labels, one for each "
                 "point (0 and 1, true and false, or see --brush-label), or of row numbers from 0")
      .type_name("FILE");
  app.add_option("--brush-label", flags.label, "The label of the brushed points; without --brush, of the map's own")
      .type_name("LABEL");
  app.add_option("--box", flags.box, "The same of all points in a box on the map")
      .type_name("LEFT,RIGHT,BOTTOM,TOP")
      .delimiter(',')
      .expected(4);
}

Brush brush_of(const BrushFlags& flags, const StoredMap& map, const std::string& name) {
  Brush brush{std::vector<bool>(static_cast<std::size_t>(map.points()), false), 0, {}};
  if (!flags.box.empty()) {
    require(flags.file.empty() && flags.label.empty(), "--box: {} says already which points are brushed",
            flags.file.empty() ? "--brush-label" : "--brush");
    brush_box(flags.box, map, brush.points);
    brush.by = fmt::format("box {},{},{},{}", flags.box[0], flags.box[1], flags.box[2], flags.box[3]);
  } else if (!flags.file.empty()) {
    brush_file(flags, map, name, brush.points);
    brush.by = flags.file;
  } else {
    require(map.column.has_value(), "--brush-label: {} has no labels; --brush FILE names a file of them", name);
    brush_labels(map.label, label_number(flags.label, name, map.label, map.column->texts), brush.points);
    brush.by = fmt::format("label {}", printable(flags.label, longest_label));
  }
  brush.size = std::count(brush.points.begin(), brush.points.end(), true);
  const std::string option = flags.box.empty() ? flags.file.empty() ? "--brush-label" : "--brush" : "--box";
  require(brush.size < map.points(),
          "{}: all {} points of {} are brushed, and there are no others to compare them with", option, map.points(),
          name);
  require(brush.size >= least && map.points() - brush.size >= least,
          "{}: {} of {} points of {} are brushed, should be at least {} and leave at least {}", option, brush.size,
          map.points(), name, least, least);
  return brush;
}

}  // namespace neon::cli
