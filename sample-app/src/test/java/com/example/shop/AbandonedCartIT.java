package com.example.shop;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A cart whose session expires is noticed by one of the two instances.
 */
@ExtendWith(OutputCaptureExtension.class)
class AbandonedCartIT {

	@Test
	void anAbandonedCartIsAnnouncedOnce(CapturedOutput output) {
		try (ShopPair shops = ShopPair.start("redis-session.expiry.idle-timeout=2s",
				"redis-session.events.sweep-interval=200ms")) {
			ShopClient alice = shops.visitor();
			alice.login("alice");
			alice.addToCart("apple", 3);
			ShopClient bob = shops.visitor().at(shops.b());
			bob.login("bob");
			await().atMost(Duration.ofSeconds(20)).until(() -> lines(output).size() == 1);
			await().atMost(Duration.ofSeconds(20)).until(() -> shops.sessionKeys().isEmpty());
			assertThat(lines(output)).singleElement()
				.asString()
				.contains("has expired and left a cart of alice with 3 items");
		}
	}

	private static List<String> lines(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains("has expired and left a cart")).toList();
	}

}
