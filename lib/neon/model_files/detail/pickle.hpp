#pragma once
#include <neon/core/types.hpp>

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

/// Pickles of data, read without running anything: dictionaries, lists, tuples, numbers and texts.
/// Source: Python, Lib/pickletools.py.
namespace neon {

struct PickleItems;

/// One value of a pickle; texts and items are kept by the Pickle that it comes from.
struct PickleValue {
  enum class Kind {
    none,
    truth,
    integer,
    real,
    text,
    list,  ///< and tuples
    dictionary,
    global,      ///< a name "module name" that the reader knows
    call,        ///< what a global gives: its items are the global's name, and the arguments
    persistent,  ///< what is kept outside of the pickle: one item, its identification
  };
  Kind kind = Kind::none;
  std::int64_t integer = 0;
  double real = 0;
  const std::string* text = nullptr;
  PickleItems* items = nullptr;

  bool is(Kind what) const { return kind == what; }
  bool is_text(std::string_view what) const { return kind == Kind::text && *text == what; }
};

/// Keys and values in turn, of a dictionary.
struct PickleItems {
  std::vector<PickleValue> values;
};

/// One pickle. Memory is in proportion to its bytes: values are shared, never copied.
class Pickle {
 public:
  /// @param bytes begin with the pickle  @param file for messages
  /// @param known whether a global may be named ("collections OrderedDict")
  /// @throws Error saying at which byte it is cut off or damaged; and naming any other global, or operation that makes
  /// objects: it asks for code to be run
  Pickle(std::string_view bytes, std::string file, const std::function<bool(std::string_view)>& known);

  Pickle(Pickle&&) = default;
  Pickle(const Pickle&) = delete;
  ~Pickle() = default;

  const PickleValue& value() const { return value_; }
  /// All of kind persistent, in their order.
  const std::vector<PickleValue>& persistents() const { return persistents_; }
  std::size_t size() const { return at_; }  ///< bytes read

 private:
  bool step(const std::function<bool(std::string_view)>& known);
  bool constant(unsigned char operation);
  bool collection(unsigned char operation);
  bool memory(unsigned char operation);

  std::string_view take(std::uint64_t count);
  std::uint64_t number(std::size_t bytes);
  std::string line();
  PickleValue text(std::string_view characters);
  PickleValue collected(PickleValue::Kind kind, std::vector<PickleValue> values);
  PickleValue pop();
  std::vector<PickleValue> pop_to_mark();
  void push_global(const std::string& name, const std::function<bool(std::string_view)>& known);
  void remember(std::uint64_t number);
  PickleItems& top(PickleValue::Kind kind);
  [[noreturn]] void fail(const std::string& what) const;

  std::string_view bytes_;
  std::string file_;
  std::size_t at_ = 0, operation_at_ = 0;
  std::deque<std::string> texts_;
  std::deque<PickleItems> items_;
  std::vector<PickleValue> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint64_t, PickleValue> memo_;
  std::vector<PickleValue> persistents_;
  PickleValue value_;
};

}  // namespace neon
