#include <neon/core/error.hpp>
#include <neon/model_files/detail/pickle.hpp>

#include <bit>

namespace neon {
namespace {

using Kind = PickleValue::Kind;

/// The operations that data need, by their bytes.
enum Operation : unsigned char {
  mark = '(',
  stop = '.',
  pop_one = '0',
  put_text = 'X',
  put_short_text = 0x8c,
  put_long_text = 0x8d,
  put_short_bytes = 'C',
  put_bytes = 'B',
  put_short_string = 'U',
  put_string = 'T',
  put_none = 'N',
  put_true = 0x88,
  put_false = 0x89,
  put_integer = 'J',
  put_byte = 'K',
  put_two_bytes = 'M',
  put_long = 0x8a,
  put_real = 'G',
  empty_dictionary = '}',
  empty_list = ']',
  empty_tuple = ')',
  tuple = 't',
  tuple_of_1 = 0x85,
  tuple_of_2 = 0x86,
  tuple_of_3 = 0x87,
  append = 'a',
  append_all = 'e',
  set_item = 's',
  set_items = 'u',
  get = 'h',
  get_long = 'j',
  put = 'q',
  put_far = 'r',
  memoize = 0x94,
  global = 'c',
  stack_global = 0x93,
  reduce = 'R',
  build = 'b',
  persistent = 'Q',
  protocol = 0x80,
  frame = 0x95,
};

}  // namespace

bool Pickle::constant(unsigned char operation) {
  switch (operation) {
    case put_text:
    case put_bytes:
    case put_string:
      stack_.push_back(text(take(number(4))));
      return true;
    case put_short_text:
    case put_short_bytes:
    case put_short_string:
      stack_.push_back(text(take(number(1))));
      return true;
    case put_long_text:
      stack_.push_back(text(take(number(8))));
      return true;
    case put_none:
      stack_.push_back({});
      return true;
    case put_true:
    case put_false:
      stack_.push_back({.kind = Kind::truth, .integer = operation == put_true ? 1 : 0});
      return true;
    case put_integer:
      stack_.push_back({.kind = Kind::integer, .integer = static_cast<std::int32_t>(number(4))});
      return true;
    case put_byte:
      stack_.push_back({.kind = Kind::integer, .integer = static_cast<std::int64_t>(number(1))});
      return true;
    case put_two_bytes:
      stack_.push_back({.kind = Kind::integer, .integer = static_cast<std::int64_t>(number(2))});
      return true;
    case put_long: {
      const std::uint64_t length = number(1);
      if (length > sizeof(std::int64_t)) fail(fmt::format("an integer of {} bytes should have at most 8", length));
      const std::uint64_t digits = number(length), unused = 64 - 8 * length;
      stack_.push_back(
          {.kind = Kind::integer, .integer = length == 0 ? 0 : static_cast<std::int64_t>(digits << unused) >> unused});
      return true;
    }
    case put_real: {
      std::uint64_t digits = 0;
      for (const char byte : take(8)) digits = digits << 8U | static_cast<unsigned char>(byte);
      stack_.push_back({.kind = Kind::real, .real = std::bit_cast<double>(digits)});
      return true;
    }
    default:
      return false;
  }
}

bool Pickle::collection(unsigned char operation) {
  const auto last = [&](std::size_t count) {
    std::vector<PickleValue> values(count);
    for (std::size_t i = count; i > 0; --i) values[i - 1] = pop();
    return values;
  };
  const auto extend = [&](Kind kind, const std::vector<PickleValue>& values) {
    if (kind == Kind::dictionary && values.size() % 2 != 0) fail("the pickle is damaged: a key has no value");
    std::vector<PickleValue>& all = top(kind).values;
    all.insert(all.end(), values.begin(), values.end());
  };
  switch (operation) {
    case empty_dictionary:
      stack_.push_back(collected(Kind::dictionary, {}));
      return true;
    case empty_list:
    case empty_tuple:
      stack_.push_back(collected(Kind::list, {}));
      return true;
    case tuple:
      stack_.push_back(collected(Kind::list, pop_to_mark()));
      return true;
    case tuple_of_1:
    case tuple_of_2:
    case tuple_of_3:
      stack_.push_back(collected(Kind::list, last(operation - tuple_of_1 + 1U)));
      return true;
    case append:
      extend(Kind::list, last(1));
      return true;
    case append_all:
      extend(Kind::list, pop_to_mark());
      return true;
    case set_item:
      extend(Kind::dictionary, last(2));
      return true;
    case set_items:
      extend(Kind::dictionary, pop_to_mark());
      return true;
    default:
      return false;
  }
}

bool Pickle::memory(unsigned char operation) {
  switch (operation) {
    case get:
    case get_long: {
      const auto found = memo_.find(number(operation == get ? 1 : 4));
      if (found == memo_.end()) fail("the pickle is damaged: it reads what it never kept");
      stack_.push_back(found->second);
      return true;
    }
    case put:
    case put_far:
      remember(number(operation == put ? 1 : 4));
      return true;
    case memoize:
      remember(memo_.size());
      return true;
    default:
      return false;
  }
}

bool Pickle::step(const std::function<bool(std::string_view)>& known) {
  operation_at_ = at_;
  const auto operation = static_cast<unsigned char>(take(1).front());
  if (constant(operation) || collection(operation) || memory(operation)) return true;
  switch (operation) {
    case protocol:
      if (const std::uint64_t version = number(1); version > 5) fail(fmt::format("protocol {} is unknown", version));
      return true;
    case frame:
      number(8);
      return true;
    case mark:
      marks_.push_back(stack_.size());
      return true;
    case pop_one:
      pop();
      return true;
    case global: {
      const std::string module = line();
      push_global(module + " " + line(), known);
      return true;
    }
    case stack_global: {
      const PickleValue name = pop(), module = pop();
      if (!name.is(Kind::text) || !module.is(Kind::text)) fail("the pickle is damaged: a name should be a text");
      push_global(*module.text + " " + *name.text, known);
      return true;
    }
    case reduce: {
      const PickleValue arguments = pop(), called = pop();
      if (!called.is(Kind::global) || !arguments.is(Kind::list)) fail("the pickle calls what is not a known name");
      const bool dictionary = *called.text == "collections OrderedDict";
      stack_.push_back(dictionary ? collected(Kind::dictionary, {}) : collected(Kind::call, {called, arguments}));
      return true;
    }
    case build:  // attributes of a dictionary: PyTorch's _metadata
      pop();
      top(Kind::dictionary);
      return true;
    case persistent:
      stack_.push_back(collected(Kind::persistent, {pop()}));
      persistents_.push_back(stack_.back());
      return true;
    case stop:
      return false;
    default:
      fail(fmt::format("operation 0x{:02x} of the pickle is not one that data need: it would run code", operation));
  }
}

}  // namespace neon
