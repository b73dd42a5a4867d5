#include <neon/core/error.hpp>
#include <neon/text/detail/stream_buffer.hpp>
#include <neon/text/detail/vector_table.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <istream>

namespace neon {
namespace {

/// Hears the file value by value: {"l2NormIndex": i, "wordIndex": j, "size": n, "dimensions": d, "words": [...],
/// "vectors": {"word": [v_1, ..., v_d, extras]}, "unkVector": [...]}.
class VectorEvents : public nlohmann::json_sax<nlohmann::json> {
 public:
  VectorEvents(const std::string& file, VectorTable& table, const ProgressFn& progress)
      : file_(file), table_(table), progress_(progress) {}

  void check_complete() const {
    require(seen_vectors_, R"({}: lacks "vectors")", file_);
    require(size_ < 0 || size_ == table_.added(), R"({}: {} words should be {} as its "size" says)", file_,
            table_.added(), size_);
  }

  bool start_object(std::size_t) override {
    if (++depth_ == 2 && section_ == "vectors") begin_vectors();
    require(!in_vector(), "{}: the vector of '{}' should hold numbers only", file_, word_);
    return true;
  }
  bool end_object() override {
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override {
    ++depth_;
    require(depth_ < 4 || !inside_vectors(), "{}: the vector of '{}' should hold numbers only", file_, word_);
    values_.clear();
    return true;
  }
  bool end_array() override {
    if (in_vector()) end_vector();
    --depth_;
    return true;
  }
  bool key(string_t& name) override {
    (depth_ == 1 ? section_ : word_) = name;
    return true;
  }
  bool number_integer(number_integer_t value) override { return number(static_cast<double>(value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(static_cast<double>(value)); }
  bool number_float(number_float_t value, const string_t&) override { return number(value); }
  bool null() override { return other("null"); }
  bool boolean(bool) override { return other("a truth value"); }
  bool string(string_t&) override { return other("a text"); }
  bool binary(binary_t&) override { return other("bytes"); }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override {
    const std::string_view message = error.what();
    const std::size_t reason = message.find("] ");
    throw Error(fmt::format("{}: byte {}: no valid JSON: {}", file_, position,
                            reason == std::string_view::npos ? message : message.substr(reason + 2)));
  }

 private:
  bool inside_vectors() const { return depth_ >= 2 && section_ == "vectors"; }
  bool in_vector() const { return depth_ >= 3 && section_ == "vectors"; }

  void begin_vectors() {
    require(dimension_ > 0, R"({}: "dimensions" should be a positive number before "vectors")", file_);
    table_.kind = "wink JSON";
    table_.dimension = dimension_;
    length_ = std::max({dimension_, norm_index_ + 1, word_index_ + 1});
    seen_vectors_ = true;
  }

  void end_vector() {
    require(static_cast<Index>(values_.size()) == length_,
            "{}: the vector of '{}' has {} values, should be {} ({} and {} extras)", file_, word_, values_.size(),
            length_, dimension_, length_ - dimension_);
    table_.add(word_, values_.data(), file_);
    constexpr Index words_per_report = 1 << 12;
    if (progress_ && size_ > words_per_report && (table_.added() % words_per_report == 0 || table_.added() == size_))
      progress_(table_.added(), size_);
  }

  bool number(double value) {
    if (in_vector()) {
      values_.push_back(value);
    } else if (inside_vectors()) {
      return other("a number");
    } else if (depth_ == 1) {
      set_header(value);
    }
    return true;
  }

  void set_header(double value) {
    for (const auto& [name, target] : {std::pair{"dimensions", &dimension_},
                                       {"size", &size_},
                                       {"l2NormIndex", &norm_index_},
                                       {"wordIndex", &word_index_}}) {
      if (section_ != name) continue;
      constexpr double largest = 1e9;
      require(value >= 0 && value <= largest, R"({}: "{}" {} should be in 0 ... {})", file_, name, value, largest);
      *target = static_cast<Index>(value);
    }
  }

  bool other(std::string_view what) const {
    require(!inside_vectors(), "{}: '{}': {} should be a vector of numbers", file_, word_, what);
    return true;
  }

  const std::string& file_;
  VectorTable& table_;
  const ProgressFn& progress_;
  std::string section_, word_;
  std::vector<double> values_;
  int depth_ = 0;
  Index dimension_ = 0, size_ = -1, norm_index_ = -1, word_index_ = -1, length_ = 0;
  bool seen_vectors_ = false;
};

}  // namespace

void read_json_vectors(ByteStream& stream, VectorTable& table, const ProgressFn& progress) {
  VectorEvents events(stream.name(), table, progress);
  StreamBuffer buffer(stream);
  std::istream text(&buffer);
  nlohmann::json::sax_parse(text, &events);
  events.check_complete();
}

}  // namespace neon
