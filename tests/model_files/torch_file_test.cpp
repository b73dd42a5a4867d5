#include <neon/model_files/torch_file.hpp>

#include <cmath>
#include <cstdlib>

#include "support/scratch_folder.hpp"

using namespace neon;
using Catch::Matchers::Contains;

namespace {

/// Writes what PyTorch would, with Python's own pickle module: zip.pt, legacy.pt and files that should be refused.
constexpr const char* writer = R"python(
import collections, io, os, pickle, struct, sys, types, zipfile

folder = sys.argv[1]

def module(name):
    sys.modules[name] = types.ModuleType(name)
    return sys.modules[name]

torch, utils = module('torch'), module('torch._utils')
formats = {'FloatStorage': 'f', 'DoubleStorage': 'd', 'HalfStorage': 'e', 'LongStorage': 'q', 'BFloat16Storage': 'H'}
for name in formats:
    setattr(torch, name, type(name, (), {'__module__': 'torch'}))
def rebuild(*arguments): pass
rebuild.__module__, rebuild.__qualname__, rebuild.__name__ = 'torch._utils', '_rebuild_tensor_v2', '_rebuild_tensor_v2'
utils._rebuild_tensor_v2 = rebuild

class Storage:
    def __init__(self, kind, numbers): self.kind, self.numbers, self.key = kind, numbers, None
class Tensor:
    def __init__(self, storage, shape, stride, offset=0): self.parts = storage, offset, shape, stride, False, {}
    def __reduce__(self): return rebuild, self.parts

class Pickler(pickle.Pickler):
    def __init__(self, stream, legacy, protocol):
        super().__init__(stream, protocol)
        self.legacy, self.storages = legacy, []
    def persistent_id(self, what):
        if not isinstance(what, Storage): return None
        if what.key is None or what not in self.storages:
            what.key = str(len(self.storages))
            self.storages.append(what)
        key = ('storage', getattr(torch, what.kind), what.key, 'cpu', len(what.numbers))
        return key + (None,) if self.legacy else key

def data(storage):
    return struct.pack('<%d%s' % (len(storage.numbers), formats[storage.kind]), *storage.numbers)

def save_zip(name, what, compression=zipfile.ZIP_STORED, protocol=2):
    stream = io.BytesIO()
    pickler = Pickler(stream, False, protocol)
    pickler.dump(what)
    with zipfile.ZipFile(os.path.join(folder, name), 'w', compression) as archive:
        archive.writestr('archive/data.pkl', stream.getvalue())
        archive.writestr('archive/byteorder', 'little')
        for storage in pickler.storages: archive.writestr('archive/data/' + storage.key, data(storage))
        archive.writestr('archive/version', '3\n')

def save_legacy(name, what):
    with open(os.path.join(folder, name), 'wb') as stream:
        pickle.dump(0x1950a86a20f9469cfc6c, stream, 2)
        pickle.dump(1001, stream, 2)
        pickle.dump({'little_endian': True, 'type_sizes': {'int': 4}}, stream, 2)
        pickler = Pickler(stream, True, 2)
        pickler.dump(what)
        pickle.dump([storage.key for storage in pickler.storages], stream, 2)
        for storage in pickler.storages: stream.write(struct.pack('<q', len(storage.numbers)) + data(storage))

def weights():
    shared = Storage('FloatStorage', [0.5, -1, 2, 3, 4, 5, 6])
    return collections.OrderedDict([
        ('module.conv.weight', Tensor(shared, (2, 3), (3, 1), 1)),
        ('module.conv.turned', Tensor(shared, (3, 2), (1, 3), 1)),
        ('module.conv.bias', Tensor(Storage('DoubleStorage', [1 / 3]), (1,), (1,))),
        ('module.half', Tensor(Storage('HalfStorage', [1.5, -0.25]), (2,), (1,))),
        ('module.brain', Tensor(Storage('BFloat16Storage', [0x3fc0, 0xc000]), (2,), (1,))),
        ('module.count', Tensor(Storage('LongStorage', [-7]), (), ()))])

def one(kind, numbers, shape, stride=(1,), offset=0):
    return {'w': Tensor(Storage(kind, numbers), shape, stride, offset)}

save_zip('zip.pt', weights())
save_zip('new.pt', weights(), protocol=4)
checkpoint = {'epoch': 3, 'best': 93.5, 'optimizer': one('DoubleStorage', [9.0] * 5, (5,)), 'state_dict': weights()}
save_zip('checkpoint.pt', checkpoint)
save_legacy('legacy.pt', checkpoint)
whole = open(os.path.join(folder, 'legacy.pt'), 'rb').read()
for count in range(0, len(whole), 7):
    open(os.path.join(folder, 'cut-%d' % count), 'wb').write(whole[:count])

class Code:
    def __reduce__(self): return os.system, ('touch ' + os.path.join(folder, 'ran'),)
save_zip('code.pt', {'w': Code()})
save_legacy('code.th', {'w': Code()})
class Thing: pass
Thing.__module__, Thing.__qualname__ = 'torch', 'Thing'
torch.Thing = Thing
save_zip('object.pt', {'w': Thing()})
save_zip('eval.pt', {'w': eval})
save_zip('nan.pt', one('FloatStorage', [1, float('nan')], (2,)))
save_zip('large.pt', one('FloatStorage', [1.0] * 4, (5,)))
save_zip('huge.pt', one('FloatStorage', [1.0] * 4, (2**40, 2**40), (0, 0)))
save_zip('behind.pt', one('FloatStorage', [1.0] * 4, (2,), (1,), 3))
save_zip('negative.pt', one('FloatStorage', [1.0] * 4, (-2,)))
save_zip('none.pt', {'epoch': 3})
save_zip('packed.pt', one('FloatStorage', [0.0] * 100000, (100000,)), zipfile.ZIP_DEFLATED)
again = Storage('FloatStorage', [1.0] * 4000)
save_zip('again.pt', {str(i): Tensor(again, (4000,), (1,)) for i in range(100)})
open(os.path.join(folder, 'deep'), 'wb').write(whole[:15] + b'\x80\x02N.' * 2 + b'\x80\x02' + b')' + b'\x85' * 300000 + b'.')
)python";

/// The files of the writer above.
class Files : public ScratchFolder {
 public:
  Files() {
    spit(*this / "write.py", writer);
    const std::string command = "/usr/bin/python3 " + (*this / "write.py").string() + " " + (*this / "").string();
    REQUIRE(std::system(command.c_str()) == 0);
  }
  std::string message(const std::string& name) const {
    return message_of([&] { read_state_dict(*this / name).find("w"); });
  }
};

}  // namespace

TEST_CASE("state dicts of PyTorch are read from both of its formats") {
  const Files files;
  for (const char* name : {"zip.pt", "new.pt", "checkpoint.pt", "legacy.pt"}) {
    CAPTURE(name);
    const StateDict weights = read_state_dict(files / name);
    CHECK(weights.tensors().size() == 6);
    CHECK(weights.find("conv.weight", {2, 3}).values == std::vector<float>{-1, 2, 3, 4, 5, 6});
    CHECK(weights.find("conv.turned", {3, 2}).values == std::vector<float>{-1, 4, 2, 5, 3, 6});
    CHECK(weights.find("conv.bias", {1}).values == std::vector<float>{1.0F / 3});
    CHECK(weights.find("half", {2}).values == std::vector<float>{1.5F, -0.25F});
    CHECK(weights.find("brain", {2}).values == std::vector<float>{1.5F, -2});
    CHECK(weights.find("count", {}).values == std::vector<float>{-7});
    CHECK(weights.contains("half"));
    CHECK_THROWS_WITH(weights.find("conv.wight"),
                      Contains("'conv.wight' is missing among the 6 tensors; did you mean"));
    CHECK_THROWS_WITH(weights.find("half", {3}), Contains("'half' of shape [2] should be [3]"));
    CHECK_THROWS_WITH(weights.require_only({"half", "brain", "count"}),
                      Contains("3 tensors do not belong to this network: conv.weight, conv.turned, conv.bias"));
  }
}

TEST_CASE("a pickle that asks for code is refused by name, and runs nothing") {
  const Files files;
  CHECK_THAT(files.message("code.pt"), Contains("asks for 'posix system': that would run code"));
  CHECK_THAT(files.message("code.th"), Contains("asks for 'posix system': that would run code"));
  CHECK_THAT(files.message("eval.pt"), Contains("asks for '__builtin__ eval'"));
  CHECK_THAT(files.message("object.pt"), Contains("asks for 'torch Thing'"));
  CHECK_FALSE(std::filesystem::exists(files / "ran"));
}

TEST_CASE("damaged state dicts are refused, saying where") {
  const Files files;
  CHECK_THAT(files.message("nan.pt"), Contains("'w', element 1: nan should be finite"));
  for (const char* name : {"large.pt", "huge.pt", "behind.pt"})
    CHECK_THAT(files.message(name), Contains("does not fit into its storage of 4 numbers"));
  CHECK_THAT(files.message("negative.pt"), Contains("should not be negative"));
  CHECK_THAT(files.message("none.pt"), Contains("there are no tensors by name"));
  CHECK_THAT(files.message("packed.pt"), Contains("is compressed, which files of PyTorch are not"));
  CHECK_THAT(files.message("again.pt"), Contains("are the same numbers again and again"));
  CHECK_THAT(files.message("deep"), Contains("there are no tensors by name"));
  CHECK_THAT(files.message("write.py"), Contains("is no file of PyTorch"));
  CHECK_THAT(files.message("missing"), Contains("there is no such file"));
  std::size_t cut = 0;
  for (const auto& entry : std::filesystem::directory_iterator(files / "")) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("cut-")) continue;
    CHECK_THROWS_AS(read_state_dict(entry.path()), Error);
    ++cut;
  }
  CHECK(cut > 100);
  // A zip archive that lost nothing but its list of contents still reads.
  const StateDict whole = read_state_dict(files / "zip.pt");
  for (std::uintmax_t size = std::filesystem::file_size(files / "zip.pt"); size > 100; size -= 50) {
    std::filesystem::resize_file(files / "zip.pt", size - 50);
    try {
      const StateDict rest = read_state_dict(files / "zip.pt");
      CHECK(rest.tensors().size() == whole.tensors().size());
      for (const WeightTensor& tensor : rest.tensors()) CHECK(tensor.values == whole.find(tensor.name).values);
    } catch (const Error& error) {
      CHECK_THAT(error.what(), Contains("zip.pt"));
    }
  }
}
