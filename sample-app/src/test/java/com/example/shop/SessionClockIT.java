package com.example.shop;

import java.io.IOException;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Dimension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A page warns before the session ends, without keeping it alive, and notices the end.
 */
class SessionClockIT {

	private static ShopPair shops;

	@BeforeAll
	static void open() {
		shops = ShopPair.start("logging.level.org.openqa.selenium=error", "redis-session.expiry.idle-timeout=6s",
				"redis-session.expiry.touch-interval=1s", "shop.warning=4s");
	}

	@AfterAll
	static void close() {
		shops.close();
	}

	@Test
	void whoStaysIsWarnedStaysSignedInAndIsToldOfTheEnd(@TempDir Path profile) throws IOException {
		try (ShopBrowser browser = new ShopBrowser(shops, "desktop", new Dimension(1280, 900), profile)) {
			browser.openAtA("/login");
			browser.login("password");
			browser.openAtB("/cart");
			assertThat(browser.shows("#session-end")).isFalse();
			browser.patience().until((page) -> browser.shows("#stay"));
			assertThat(browser.text("#session-end")).contains("about to end", "0:0");
			browser.show("session-warning", "Your cart");

			browser.press("stay");
			browser.patience().until((page) -> !browser.shows("#session-end"));
			browser.patience().until((page) -> browser.shows("#stay"));
			browser.patience().until((page) -> browser.shows("#again"));
			assertThat(browser.text("#session-end")).contains("has ended");
			assertThat(browser.shows("#stay")).isFalse();
			browser.show("session-over", "Your cart");
			browser.click("again");
			browser.show("login-after-end", "Log in");
		}
	}

	@Test
	void aPageFromBeforeANewLoginIsLoadedAgainByWhoStays(@TempDir Path profile) {
		try (ShopBrowser browser = new ShopBrowser(shops, "desktop", new Dimension(1280, 900), profile)) {
			browser.openAtA("/login");
			browser.login("password");
			browser.openAtB("/cart");
			browser.run("window.isBefore = true; document.querySelector('#session-end [name=_csrf]').value = 'old'");
			browser.patience().until((page) -> browser.shows("#stay"));
			browser.press("stay");
			browser.patience().until((page) -> browser.run("return window.isBefore") == null);
			assertThat(browser.text("h1")).isEqualTo("Your cart");
		}
	}

	@Test
	void whoLooksAroundHasNoClock(@TempDir Path profile) {
		try (ShopBrowser browser = new ShopBrowser(shops, "desktop", new Dimension(1280, 900), profile)) {
			browser.openAtA("/");
			assertThat(browser.shows("#session-end")).isFalse();
			assertThat(browser.text("footer")).contains("no session");
		}
	}

	@Test
	void theClockKeepsNoSessionAlive() {
		ShopClient alice = shops.visitor();
		alice.login("alice");
		double first = alice.clock().path("endsInMillis").asDouble();
		await().until(() -> alice.clock().path("endsInMillis").asDouble() < first - 1500);
		assertThat(alice.clock().path("session").asBoolean()).isTrue();
		assertThat(alice.clock().path("user").asBoolean()).isTrue();
		assertThat(alice.clock().path("extendable").asBoolean()).isTrue();
		assertThat(alice.keep().path("endsInMillis").asDouble()).isGreaterThan(first - 1500);
	}

}
