#include <neon/core/error.hpp>
#include <neon/tables/delimited_lines.hpp>
#include <neon/text/detail/vector_table.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace neon {

void VectorTable::add(std::string_view word, const double* vector, const std::string& where) {
  const Index before = words_.size();
  vector_.clear();
  for (Index i = 0; i < dimension; ++i) {
    const auto value = static_cast<float>(vector[i]);
    require(std::isfinite(value), "{}: value {} of {} should be finite in single precision, got {}", where, i + 1,
            shown(word), vector[i]);
    vector_.push_back(value);
  }
  if (words_.add(word) != before) {
    if (repeated_++ == 0) first_repeated_ = word;
    return;
  }
  if (word.find_first_of(" \t") != std::string_view::npos && with_blanks_++ == 0) first_with_blanks_ = word;
  if (copy_ != nullptr) copy_->add(word, vector_);
  if (vocabulary_.find(word) < 0) return;
  kept_.words.add(word);
  values_.insert(values_.end(), vector_.begin(), vector_.end());
}

std::vector<std::string> VectorTable::remarks() const {
  std::vector<std::string> told;
  if (repeated_ > 0)
    told.push_back(fmt::format("{} {} there before, such as {}: the first vector of a word is kept", repeated_,
                               repeated_ == 1 ? "word was" : "words were", shown(first_repeated_)));
  if (with_blanks_ > 0)
    told.push_back(fmt::format("{} {} blanks, such as {}: the last {} cells of a line are its vector", with_blanks_,
                               with_blanks_ == 1 ? "word holds" : "words hold", shown(first_with_blanks_), dimension));
  return told;
}

WordVectors VectorTable::finish(const std::string& source) {
  require(kept_.words.size() > 0, "{}: knows none of the {} words of the texts", source, vocabulary_.size());
  kept_.source = source;
  kept_.kind = kind;
  kept_.values = Eigen::Map<const FloatMatrix>(values_.data(), kept_.words.size(), dimension);
  if (copy_ != nullptr) copy_->finish(kind, words_);
  return std::move(kept_);
}

std::optional<VectorHeader> vector_header(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  VectorHeader found;
  const auto take = [&](auto& value) {
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(blanks)));
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), value);
    line.remove_prefix(static_cast<std::size_t>(end - line.data()));
    return error == std::errc() && value > 0 && (line.empty() || blanks.find(line.front()) != std::string_view::npos);
  };
  const bool both = take(found.count) && take(found.dimension);
  if (!both || line.find_first_not_of(blanks) != std::string_view::npos) return std::nullopt;
  return found;
}

}  // namespace neon
