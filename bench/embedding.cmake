neon_bench(embedding embedding_bench.cpp)
