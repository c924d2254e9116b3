package com.example.shop;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;

import com.example.shop.embedded.RestartableRedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The shop while Redis is dead, and afterwards.
 */
class OutageIT {

	@ParameterizedTest
	@CsvSource({ "desktop, 1280, 900", "phone, 390, 844" })
	void aUserIsStillLoggedInAfterRedisWasKilled(String device, int width, int height, @TempDir Path folder,
			@TempDir Path profile) throws IOException {
		try (RestartableRedis redis = RestartableRedis.start(folder);
				ShopPair shops = ShopPair.start(redis.properties());
				ShopBrowser browser = new ShopBrowser(shops, device, new Dimension(width, height), profile)) {
			browser.openAtA("/login");
			browser.login("password");
			browser.openAtB("/");
			browser.click("add-dates");

			redis.kill();
			browser.openAtA("/");
			browser.show("outage-catalogue", "Fresh today");
			assertThat(browser.text("header")).doesNotContain("alice");
			browser.click("add-apple");
			assertThat(browser.text("h1")).isEqualTo("Back in a moment");
			browser.leaveBy(By.linkText("Try again"));
			assertThat(browser.text("h1")).isEqualTo("Fresh today");
			browser.openAtB("/account/devices");
			browser.show("outage-refused", "Back in a moment");

			redis.restart();
			browser.patience().until((page) -> {
				browser.openAtA("/");
				return browser.text("header").contains("alice");
			});
			assertThat(browser.text("header .badge")).isEqualTo("1");
			browser.patience().until((page) -> {
				browser.openAtB("/account/devices");
				return browser.text("h1").equals("Your devices");
			});
		}
	}

	@Test
	void programsGetJsonAndOneKnowsWhenToComeBack(@TempDir Path folder) throws IOException {
		try (RestartableRedis redis = RestartableRedis.start(folder);
				ShopPair shops = ShopPair.start(redis.properties())) {
			ShopClient alice = shops.visitor();
			alice.login("alice");
			redis.kill();
			HttpResponse<String> answer = alice.get("/api/session", "application/json");
			assertThat(answer.statusCode()).isEqualTo(503);
			assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
			assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
			redis.restart();
			await().until(() -> alice.get("/api/session", "application/json").statusCode() == 200);
			assertThat(alice.me()).isPresent();
		}
	}

}
