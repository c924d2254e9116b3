package io.github.redissession.metrics;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.github.redissession.StoreCircuit;
import io.github.redissession.redis.inspect.ServerNode;

/**
 * The meters of the last sample, and of the circuit. With several primaries, sizes and
 * numbers are added up, and the longest lag counts. An unknown value is {@code NaN}.
 */
public final class ServerMetrics implements MeterBinder {

	private final ServerSampler sampler;

	private final StoreCircuit circuit;

	/**
	 * Creates the meters.
	 * @param sampler samples the servers
	 * @param circuit whether the store is called
	 */
	public ServerMetrics(ServerSampler sampler, StoreCircuit circuit) {
		this.sampler = sampler;
		this.circuit = circuit;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("redis.session.active", this.sampler, (one) -> orNaN(one.active()))
			.description("Sessions that have not ended")
			.baseUnit("sessions")
			.register(registry);
		Gauge.builder("redis.session.circuit.state", this.circuit, (one) -> one.state().ordinal())
			.description(
					"0: the store is called, 1: it is being probed in the background, 2: it is unavailable, 3: a drill")
			.register(registry);
		Gauge.builder("redis.session.journal.size", this.circuit, StoreCircuit::journalSize)
			.description("Sessions with changes from an outage that are not stored yet")
			.baseUnit("sessions")
			.register(registry);
		bytes(registry, "redis.session.server.memory.used", "Memory that Redis uses", "used_memory");
		bytes(registry, "redis.session.server.memory.max", "Memory that Redis may use, 0 if there is no limit",
				"maxmemory");
		counter(registry, "redis.session.server.evicted.keys", "Keys that Redis evicted for lack of memory",
				"evicted_keys");
		counter(registry, "redis.session.server.expired.keys", "Keys whose TTL had elapsed", "expired_keys");
		Gauge.builder("redis.session.server.connected.clients", this.sampler, sum("connected_clients"))
			.description("Clients that are connected to Redis")
			.register(registry);
		TimeGauge
			.builder("redis.session.server.replication.lag", this.sampler, TimeUnit.SECONDS, (one) -> lag(one.nodes()))
			.description("Time since the primary last heard from the replica that is furthest behind")
			.register(registry);
	}

	private void bytes(MeterRegistry registry, String name, String description, String field) {
		Gauge.builder(name, this.sampler, sum(field)).description(description).baseUnit("bytes").register(registry);
	}

	private void counter(MeterRegistry registry, String name, String description, String field) {
		FunctionCounter.builder(name, this.sampler, sum(field)).description(description).register(registry);
	}

	private static ToDoubleFunction<ServerSampler> sum(String field) {
		Function<ServerNode, @Nullable Long> number = (node) -> node.number(field);
		return (sampler) -> {
			List<@Nullable Long> all = sampler.nodes().stream().map(number).toList();
			return (all.isEmpty() || all.contains(null)) ? Double.NaN
					: all.stream().filter(Objects::nonNull).mapToLong(Long::longValue).sum();
		};
	}

	private static double lag(List<ServerNode> nodes) {
		return nodes.stream()
			.map(ServerNode::replicationLag)
			.filter(Objects::nonNull)
			.mapToDouble(Long::doubleValue)
			.max()
			.orElse(Double.NaN);
	}

	private static double orNaN(@Nullable Long number) {
		return (number != null) ? number : Double.NaN;
	}

}
