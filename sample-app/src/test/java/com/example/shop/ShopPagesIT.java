package com.example.shop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shop in a browser, on a desk and on a phone.
 */
class ShopPagesIT {

	private static final String DESK = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"
			+ " Chrome/138.0.0.0 Safari/537.36";

	private static final String PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)"
			+ " AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

	private static final String WORK = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

	private static ShopPair shops;

	@BeforeAll
	static void open() {
		shops = ShopPair.start("logging.level.org.openqa.selenium=error");
	}

	@AfterAll
	static void close() {
		shops.close();
	}

	@ParameterizedTest
	@CsvSource({ "desktop, 1280, 900", "phone, 390, 844" })
	void aVisitorFillsACartLogsInAndOrders(String device, int width, int height, @TempDir Path profile)
			throws IOException {
		try (ShopBrowser browser = new ShopBrowser(shops, device, new Dimension(width, height), profile)) {
			shop(browser);
			goWrong(browser);
			logOut(browser);
		}
	}

	@ParameterizedTest
	@CsvSource({ "desktop, 1280, 900", "phone, 390, 844" })
	void aUserSignsOutTheOtherBrowser(String device, int width, int height, @TempDir Path profile,
			@TempDir Path otherProfile) throws IOException {
		Dimension size = new Dimension(width, height);
		try (ShopBrowser browser = new ShopBrowser(shops, device, size, profile, "--user-agent=" + DESK);
				ShopBrowser other = new ShopBrowser(shops, device, size, otherProfile, "--user-agent=" + PHONE)) {
			signOut(browser, other);
		}
	}

	@ParameterizedTest
	@CsvSource({ "desktop, 1280, 900", "phone, 390, 844" })
	void anAdministratorRecallsAProduct(String device, int width, int height, @TempDir Path profile)
			throws IOException {
		shops.redis().flushdb();
		for (String name : List.of("alice", "bob", "alice")) {
			ShopClient client = shops.visitor().with(WORK);
			client.login(name);
			client.addToCart("dates", 2);
		}
		shops.visitor().addToCart("eggs", 1);
		try (ShopBrowser browser = new ShopBrowser(shops, device, new Dimension(width, height), profile)) {
			browser.openAtB("/login");
			browser.login("carol", "password");
			browser.click("ops");
			browser.show("ops", "Operations");
			assertThat(browser.text("#count")).isEqualTo("5");
			browser.leaveBy(By.cssSelector("[aria-label='alice, session in detail']"));
			browser.show("ops-session", "Session of alice");
			assertThat(browser.text("#because")).contains("may go unused for 30 min");
			browser.openAtA("/ops");
			browser.choose("sku", "Medjool dates");
			browser.click("search");
			assertThat(browser.texts(".found h3")).hasSize(3);
			browser.show("ops-found", "Operations");
			browser.click("sign-out-found");
			browser.show("ops-confirm", "Sign out 3 sessions?");
			browser.click("confirm");
			assertThat(browser.text("[role=status]")).isEqualTo("3 sessions signed out.");
			assertThat(browser.text("#total")).isEqualTo("0");
			browser.openAtA("/ops");
			assertThat(browser.text("#count")).isEqualTo("2");
			browser.show("ops-after", "Operations");
		}
	}

	@ParameterizedTest
	@CsvSource({ "desktop, 1280, 900", "phone, 390, 844" })
	void aVisitorSeesWhatRedisHolds(String device, int width, int height, @TempDir Path profile) throws IOException {
		try (ShopBrowser browser = new ShopBrowser(shops, device, new Dimension(width, height), profile)) {
			browser.openAtA("/session");
			browser.show("session-none", "Your session");
			assertThat(browser.text("main")).contains("You have no session");
			browser.openAtB("/login");
			browser.login("password");
			browser.openAtA("/");
			browser.click("add-dates");
			browser.openAtB("/session");
			browser.show("session", "Your session");
			assertThat(browser.textNow("#inside")).contains("attr:cart", "dates", "principal", "alice",
					"session-shop:user:alice", "session-shop:expiry:", "session-shop:index:tenant:north",
					"session-shop:index:sku:dates", "session-shop:number:total");
			Object id = browser.run("return document.querySelector('.key code').textContent");
			shops.redis().hset((String) id, "attr:note", "\"seen live\"");
			browser.patience().until((page) -> browser.textNow("#inside").contains("seen live"));
		}
	}

	private static void shop(ShopBrowser browser) throws IOException {
		browser.openAtA("/");
		assertThat(browser.cookies()).containsExactly("XSRF-TOKEN");
		browser.show("catalogue", "Fresh today");
		browser.openAtB("/cart");
		browser.show("cart-empty", "Your cart");
		browser.openAtA("/");
		browser.click("add-apple");
		browser.openAtB("/");
		browser.type("add-coffee", 2);
		browser.click("add-coffee");
		browser.openAtA("/");
		browser.click("add-bread");
		browser.show("cart", "Your cart");
		assertThat(browser.text("#total")).isEqualTo("$24.70");
		browser.click("checkout");
		browser.show("login", "Log in");
		browser.login("guess");
		browser.show("login-failed", "Log in");
		assertThat(browser.text("[role=alert]")).contains("do not match");
		browser.login("password");
		browser.show("checkout", "Checkout");
		browser.openAtB("/checkout");
		assertThat(browser.text("header .user")).contains("alice", "north");
		assertThat(browser.text("tfoot td")).isEqualTo("$24.70");
		browser.openAtB("/");
		browser.show("catalogue-logged-in", "Fresh today");
		browser.openAtA("/cart");
		browser.show("cart-logged-in", "Your cart");
	}

	private static void goWrong(ShopBrowser browser) throws IOException {
		browser.openAtB("/");
		browser.type("add-eggs", 100);
		browser.run("document.querySelector('form:has(#add-eggs)').noValidate = true");
		browser.click("add-eggs");
		browser.show("error-400", "That did not work");
		browser.openAtA("/");
		browser.run("document.querySelector('form:has(#add-eggs) [name=_csrf]').value = 'forged'");
		browser.click("add-eggs");
		browser.show("error-403", "Not allowed");
		browser.openAtB("/nowhere");
		browser.show("error-404", "Nothing here");
		browser.openAtA("/broken");
		browser.show("error-500", "Our mistake");
		assertThat(browser.text("header .badge")).isEqualTo("4");
	}

	private static void logOut(ShopBrowser browser) throws IOException {
		browser.openAtB("/checkout");
		browser.click("place-order");
		browser.show("ordered", "Thank you");
		browser.openAtA("/checkout");
		browser.show("checkout-empty", "Checkout");
		browser.leaveBy(By.cssSelector("header form button"));
		browser.show("logged-out", "Log in");
		assertThat(browser.text("[role=status]")).isEqualTo("You have logged out.");
		browser.openAtB("/");
		assertThat(browser.text("header")).doesNotContain("alice");
	}

	private static void signOut(ShopBrowser browser, ShopBrowser other) throws IOException {
		shops.redis().flushdb();
		shops.visitor().with(WORK).login("alice");
		other.openAtB("/login");
		other.login("password");
		browser.openAtA("/login");
		browser.login("password");
		browser.click("devices");
		assertThat(browser.texts(".devices h2")).containsExactly("Chrome on Linux This device", "Safari on iOS",
				"Firefox on Linux");
		browser.show("devices", "Your devices");
		assertThat(other.text("header .user")).contains("alice");

		By signOut = By.cssSelector("[aria-label^='Sign out Safari on iOS, last seen']");
		browser.leaveBy(signOut, (button) -> button.sendKeys(Keys.ENTER));
		assertThat(browser.text("[role=status]")).isEqualTo("1 device signed out.");
		assertThat(browser.texts(".devices h2")).doesNotContain("Safari on iOS");
		browser.show("devices-one-signed-out", "Your devices");
		other.click("devices");
		other.show("devices-after-sign-out", "Log in");
		other.openAtA("/");
		assertThat(other.text("header")).doesNotContain("alice");

		browser.click("sign-out-others");
		assertThat(browser.text("[role=status]")).isEqualTo("1 device signed out.");
		assertThat(browser.texts(".devices h2")).containsExactly("Chrome on Linux This device");
		browser.openAtB("/account/devices?unknown");
		browser.show("devices-unknown", "Your devices");
		browser.click("sign-out-everywhere");
		browser.show("devices-everywhere", "Log in");
		assertThat(browser.text("[role=status]")).isEqualTo("You have signed out on all your devices.");
	}

}
