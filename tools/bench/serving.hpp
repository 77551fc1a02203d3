// `bench serving`: requests per CPU-second through the whole engine.
#pragma once

namespace orrery {

/// A day of one million requests on 64 replicas, and constant load on 1, 16 and 1,024; returns 0.
int bench_serving(bool json);

}  // namespace orrery
