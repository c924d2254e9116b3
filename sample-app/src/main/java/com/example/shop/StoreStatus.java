package com.example.shop;

import java.util.List;
import java.util.Locale;

import org.springframework.boot.health.contributor.Health;

import io.github.redissession.actuate.StoreOverview;
import io.github.redissession.actuate.StoreOverview.Check;
import io.github.redissession.actuate.StoreOverview.Node;

/**
 * The state of Redis as the operations page shows it.
 *
 * @param health the result of a write and a read that were just made in Redis
 * @param overview the overview of the store that the library provides
 */
record StoreStatus(Health health, StoreOverview overview) {

	/** Public for the templates. */
	public List<Check> remarks() {
		return checks().stream().filter((check) -> !isFine(check)).toList();
	}

	/** Public for the templates. */
	public List<Check> fine() {
		return checks().stream().filter(StoreStatus::isFine).toList();
	}

	private List<Check> checks() {
		return this.overview.checks();
	}

	private static boolean isFine(Check check) {
		return "ok".equals(check.severity());
	}

	/** Public for the templates. */
	public String memory() {
		List<Node> nodes = this.overview.server().nodes();
		long used = nodes.stream().map(Node::usedMemory).mapToLong((bytes) -> (bytes != null) ? bytes : 0).sum();
		return (used > 0) ? String.format(Locale.US, "%.1f MB", used / 1e6) : "unknown";
	}

}
