#include <neon/core/error.hpp>
#include <neon/model_files/detail/pickle.hpp>

namespace neon {

namespace {

using Kind = PickleValue::Kind;

}  // namespace

Pickle::Pickle(std::string_view bytes, std::string file, const std::function<bool(std::string_view)>& known)
    : bytes_(bytes), file_(std::move(file)) {
  while (step(known)) {
  }
  if (stack_.size() != 1 || !marks_.empty()) fail("the pickle is damaged: it should leave one value");
  value_ = stack_.front();
}

void Pickle::fail(const std::string& what) const {
  throw Error(fmt::format("{}: byte {}: {}", file_, operation_at_, what));
}

std::string_view Pickle::take(std::uint64_t count) {
  if (count > bytes_.size() - at_) fail("the pickle is cut off");
  const std::string_view result = bytes_.substr(at_, count);
  at_ += count;
  return result;
}

std::uint64_t Pickle::number(std::size_t count) {
  std::uint64_t result = 0;
  const std::string_view digits = take(count);
  for (std::size_t i = 0; i < count; ++i)
    result |= static_cast<std::uint64_t>(static_cast<unsigned char>(digits[i])) << (8 * i);
  return result;
}

std::string Pickle::line() {
  const std::size_t end = bytes_.find('\n', at_);
  if (end == std::string_view::npos) fail("the pickle is cut off");
  const std::string result(take(end - at_));
  ++at_;
  return result;
}

PickleValue Pickle::text(std::string_view characters) {
  return {.kind = Kind::text, .text = &texts_.emplace_back(characters)};
}

PickleValue Pickle::collected(Kind kind, std::vector<PickleValue> values) {
  return {.kind = kind, .items = &items_.emplace_back(PickleItems{std::move(values)})};
}

PickleValue Pickle::pop() {
  if (stack_.size() <= (marks_.empty() ? 0 : marks_.back())) fail("the pickle is damaged: a value is missing");
  const PickleValue result = stack_.back();
  stack_.pop_back();
  return result;
}

std::vector<PickleValue> Pickle::pop_to_mark() {
  if (marks_.empty()) fail("the pickle is damaged: a mark is missing");
  const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  marks_.pop_back();
  std::vector<PickleValue> result(first, stack_.end());
  stack_.erase(first, stack_.end());
  return result;
}

PickleItems& Pickle::top(Kind kind) {
  if (stack_.size() <= (marks_.empty() ? 0 : marks_.back()) || !stack_.back().is(kind))
    fail("the pickle is damaged: items should go into a list or a dictionary");
  return *stack_.back().items;
}

void Pickle::push_global(const std::string& name, const std::function<bool(std::string_view)>& known) {
  if (!known(name))
    fail(fmt::format("the pickle asks for '{}': that would run code; only tensors and dictionaries of them are read",
                     name));
  stack_.push_back({.kind = Kind::global, .text = &texts_.emplace_back(name)});
}

void Pickle::remember(std::uint64_t number) {
  const PickleValue value = pop();
  stack_.push_back(value);
  memo_[number] = value;
}

}  // namespace neon
