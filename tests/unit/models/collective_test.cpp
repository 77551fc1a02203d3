// Collectives by hand: rings, trees, two tiers, rails; what must hold whatever the coefficients.
#include "models/network/collective.hpp"

#include "tests/support/catch.hpp"

namespace collective_test {

using namespace orrery;
using network::Algorithm;
using network::Collective;
using network::Fabric;
using network::Group;

namespace {

constexpr Collective kAll[] = {Collective::all_reduce,     Collective::all_gather,
                               Collective::reduce_scatter, Collective::all_to_all,
                               Collective::broadcast,      Collective::send_recv};

/// 100 GB/s within a domain of eight with 1 us a hop, 10 GB/s across with 5 us; launch 10 us.
Fabric plain() {
    Fabric f;
    f.scale_up.bandwidth = 100e9;
    f.scale_up.latency_s = 1e-6;
    f.scale_up.launch_s = 10e-6;
    f.scale_out.bandwidth = 10e9;
    f.scale_out.latency_s = 5e-6;
    f.scale_out.launch_s = 20e-6;
    return f;
}

double ring(Collective op, double bytes, const Group& g, const Fabric& f) {
    return network::collective_time(op, bytes, g, f, Algorithm::ring);
}

}  // namespace

TEST_CASE("rings of one domain by hand") {
    const Fabric f = plain();
    const Group four{4, 4, 1};
    // 100 MB over four: 2 · 3/4 · 100 MB / 100 GB/s = 1.5 ms; six hops and the launch.
    CHECK(test::near(ring(Collective::all_reduce, 100e6, four, f), 1.5e-3 + 16e-6, 1e-12));
    CHECK(test::near(ring(Collective::all_gather, 100e6, four, f), 0.75e-3 + 13e-6, 1e-12));
    CHECK(test::near(ring(Collective::reduce_scatter, 100e6, four, f), 0.75e-3 + 13e-6, 1e-12));
    CHECK(test::near(ring(Collective::all_to_all, 100e6, four, f), 0.75e-3 + 13e-6, 1e-12));
    CHECK(test::near(ring(Collective::broadcast, 100e6, four, f), 1e-3 + 13e-6, 1e-12));
    CHECK(test::near(ring(Collective::send_recv, 100e6, {2, 2, 1}, f), 1e-3 + 11e-6, 1e-12));
}

TEST_CASE("trees have log n hops and twice the bytes, the faster of the two is taken") {
    const Fabric f = plain();
    const Group eight{8, 8, 1};
    // 1 MB: tree 2 · 1 MB / 100 GB/s = 20 us, 2 · 3 hops; ring 17.5 us, 14 hops.
    const double tree =
        network::collective_time(Collective::all_reduce, 1e6, eight, f, Algorithm::tree);
    CHECK(test::near(tree, 36e-6, 1e-12));
    CHECK(test::near(ring(Collective::all_reduce, 1e6, eight, f), 41.5e-6, 1e-12));
    CHECK(network::collective_time(Collective::all_reduce, 1e6, eight, f) == tree);
    CHECK(network::collective_time(Collective::all_reduce, 1e9, eight, f) ==
          ring(Collective::all_reduce, 1e9, eight, f));
}

TEST_CASE("a domain leaves at the rate of its members' NICs together") {
    const Fabric f = plain();
    // 16 ranks, 8 a domain: 2 · 15/16 · 80 MB = 150 MB; over eight NICs 150 MB / 80 GB/s = 1.875
    // ms; inside 1.5 ms at once. 30 hops, 4 of them across: 26 + 20 us; 20 us of the network.
    CHECK(test::near(ring(Collective::all_reduce, 80e6, {16, 8, 1}, f), 1.875e-3 + 66e-6, 1e-12));
    // One rank a domain: 150 MB / 10 GB/s = 15 ms; all 30 hops cross.
    CHECK(test::near(ring(Collective::all_reduce, 80e6, {16, 1, 1}, f), 15e-3 + 170e-6, 1e-12));
    // Eight such groups that share each NIC take eight times as long on it.
    const double shared = ring(Collective::all_reduce, 80e6, {16, 1, 8}, f);
    CHECK(test::near(shared, 120e-3 + 170e-6, 1e-12));
    // All to all: 8 of 16 pieces of 5 MB cross, 40 MB / 10 GB/s; 7 hops inside, 8 across.
    CHECK(test::near(ring(Collective::all_to_all, 80e6, {16, 8, 1}, f), 4e-3 + 67e-6, 1e-12));
}

TEST_CASE("half of the bandwidth at the half message, a pass through memory") {
    Fabric f = plain();
    f.scale_up.efficiency = 0.5;
    CHECK(test::near(ring(Collective::send_recv, 1e6, {2, 2, 1}, f), 20e-6 + 11e-6, 1e-12));
    f.scale_up.half_bytes = 1e6;
    CHECK(test::near(ring(Collective::send_recv, 1e6, {2, 2, 1}, f), 40e-6 + 11e-6, 1e-12));
    f.scale_up.local = 1e12;
    CHECK(test::near(ring(Collective::send_recv, 1e6, {2, 2, 1}, f), 41e-6 + 11e-6, 1e-12));
    // Four times the message: 1 + sqrt(1/4).
    CHECK(test::near(ring(Collective::send_recv, 4e6, {2, 2, 1}, f), 124e-6 + 11e-6, 1e-12));
}

TEST_CASE("an operation measured by itself has its own coefficients") {
    Fabric f = plain();
    network::Way way;
    way.bulk = f.scale_up;
    way.bulk.bandwidth = 50e9;
    auto& own = f.own[static_cast<std::size_t>(Collective::all_to_all)];
    own.push_back(way);
    CHECK(test::near(ring(Collective::all_to_all, 100e6, {4, 4, 1}, f), 1.5e-3 + 13e-6, 1e-12));
    CHECK(test::near(ring(Collective::all_gather, 100e6, {4, 4, 1}, f), 0.75e-3 + 13e-6, 1e-12));
    way.ranks = 4;
    way.bulk.bandwidth = 25e9;
    own.push_back(way);
    CHECK(test::near(ring(Collective::all_to_all, 100e6, {4, 4, 1}, f), 3e-3 + 13e-6, 1e-12));
    CHECK(test::near(ring(Collective::all_to_all, 100e6, {8, 8, 1}, f), 1.75e-3 + 17e-6, 1e-12));
    // A protocol for short messages: a tenth of the bandwidth, no launch.
    own[1].quick = {2.5e9, 1, 1e-6, 0, 0, 0};
    CHECK(test::near(ring(Collective::all_to_all, 1e3, {4, 4, 1}, f), 3.3e-6, 1e-12));
    CHECK(test::near(ring(Collective::all_to_all, 100e6, {4, 4, 1}, f), 3e-3 + 13e-6, 1e-12));
}

TEST_CASE("a switch that adds up takes the buffer once") {
    Fabric f = plain();
    network::Way way;
    way.bulk = f.scale_up;
    way.in_network = {100e9, 1, 0, 12e-6, 0, 0};
    f.own[static_cast<std::size_t>(Collective::all_reduce)].push_back(way);
    // 100 MB / 100 GB/s = 1 ms, where the ring moves 175 MB.
    const auto best = [&](const Group& g) {
        return network::collective_time(Collective::all_reduce, 100e6, g, f);
    };
    CHECK(test::near(best({8, 8, 1}), 1e-3 + 12e-6, 1e-12));
    CHECK(best({4, 4, 1}) == ring(Collective::all_reduce, 100e6, {4, 4, 1}, f));
    CHECK(best({16, 8, 1}) > best({8, 8, 1}));
}

TEST_CASE("bus bandwidth as nccl-tests prints it") {
    // A100, eight GPUs, 1 GiB in 8196.4 us: 229.25 GB/s in the table.
    const double all =
        network::bus_bandwidth(Collective::all_reduce, 1073741824, 8, 8196.4e-6) / 1e9;
    CHECK(test::near(all, 229.25, 1e-4));
    CHECK(test::near(network::bus_bandwidth(Collective::all_gather, 8e9, 8, 1), 7e9, 1e-12));
    CHECK(test::near(network::bus_bandwidth(Collective::send_recv, 8e9, 2, 1), 8e9, 1e-12));
    CHECK(network::bus_bandwidth(Collective::all_reduce, 1, 8, 0) == 0);
}

TEST_CASE("one rank takes no time, more bytes, more groups on a NIC never take less") {
    Fabric f = plain();
    f.scale_up.half_bytes = 1e5;
    for (const Collective op : kAll) {
        CHECK(network::collective_time(op, 1e9, {1, 1, 1}, f) == 0);
        CHECK(network::collective_time(op, 0, {8, 8, 1}, f) == 0);
        for (const Group g : {Group{2, 2, 1}, Group{7, 7, 1}, Group{16, 8, 1}, Group{64, 1, 1}}) {
            double last = 0;
            for (double bytes = 1; bytes < 1e11; bytes *= 1.7) {
                const double t = network::collective_time(op, bytes, g, f);
                CHECK(t >= last);
                CHECK(network::collective_time(op, bytes, {g.ranks, g.per_domain, 4}, f) >= t);
                last = t;
            }
        }
    }
}

}  // namespace collective_test
