package io.github.redissession.metrics;

import java.util.List;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AttributeSizeMetersTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final AttributeSizeMeters meters = new AttributeSizeMeters(this.registry);

	@Test
	void theLargestTwentyHaveTheirNamesAndAllOthersOneTogether() {
		for (int i = 1; i <= 1000; i++) {
			this.meters.record("a" + i, i);
		}
		assertThat(names()).hasSize(AttributeSizeMeters.NAMES + 1).contains("a1000", "a981", "other");
		this.meters.record("small", 1);
		this.meters.record("other", 2000);
		assertThat(names()).hasSize(AttributeSizeMeters.NAMES + 1).doesNotContain("small");
		assertThat(this.registry.get("redis.session.attribute.size").tag("attribute", "other").summary().count())
			.isEqualTo(2);
	}

	@Test
	void oneThatIsLargeOnceKeepsItsName() {
		this.meters.record("cart", 5000);
		for (int i = 0; i < 100; i++) {
			this.meters.record("a" + i, 100);
			this.meters.record("cart", 10);
		}
		DistributionSummary cart = this.registry.get("redis.session.attribute.size").tag("attribute", "cart").summary();
		assertThat(cart.count()).isEqualTo(101);
	}

	private List<String> names() {
		return this.registry.find("redis.session.attribute.size")
			.meters()
			.stream()
			.map(Meter::getId)
			.map((id) -> id.getTag("attribute"))
			.toList();
	}

}
