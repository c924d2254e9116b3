package com.example.shop;

import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the shop promises over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "shop.instance=shop-test")
@Import(BrokenPage.class)
class ShopIT {

	@LocalServerPort
	private int port;

	private ShopClient visitor;

	@BeforeEach
	void openTheDoor() {
		this.visitor = new ShopClient(URI.create("http://127.0.0.1:" + this.port));
	}

	@Test
	void theCatalogueShowsEveryProductAndTheInstance() {
		HttpResponse<String> page = this.visitor.get("/");
		assertThat(page.statusCode()).isEqualTo(200);
		assertThat(page.body()).contains("Apples", "Sourdough bread", "Coffee beans", "Medjool dates",
				"Free-range eggs", "$2.40", "shop-test");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/cart", "/login", "/api/me", "/api/devices", "/api/cart", "/api/ping", "/shop.css",
			"/nowhere" })
	void lookingAroundStartsNoSession(String path) {
		HttpResponse<String> response = this.visitor.get(path, "*/*");
		assertThat(response.headers().allValues("Set-Cookie")).allMatch((cookie) -> cookie.startsWith("XSRF-TOKEN="));
		assertThat(this.visitor.sessionCookie()).isEmpty();
	}

	@Test
	void removingFromAnEmptyCartStartsNoSession() {
		assertThat(this.visitor.addToCart("apple", 0).statusCode()).isEqualTo(302);
		assertThat(this.visitor.sessionCookie()).isEmpty();
	}

	@Test
	void anybodyCanFillACart() {
		HttpResponse<String> response = this.visitor.addToCart("apple", 2);
		assertThat(response.statusCode()).isEqualTo(302);
		assertThat(response.headers().firstValue("Location").orElseThrow()).endsWith("/cart");
		this.visitor.addToCart("coffee", 1);
		assertThat(this.visitor.cart()).hasToString(
				"{\"lines\":[{\"sku\":\"apple\",\"quantity\":2},{\"sku\":\"coffee\",\"quantity\":1}],\"total\":13.7}");
		assertThat(this.visitor.get("/cart").body()).contains("Apples", "Coffee beans", "$4.80", "$13.70");
	}

	@Test
	void theSessionCookieIsKeptFromScriptsAndOtherSites() {
		HttpResponse<String> response = this.visitor.addToCart("apple", 1);
		assertThat(response.headers().allValues("Set-Cookie")).singleElement()
			.asString()
			.matches("SESSION=[\\w-]{43}; Path=/; HttpOnly; SameSite=Lax");
		assertThat(this.visitor.addToCart("apple", 2).headers().allValues("Set-Cookie")).isEmpty();
	}

	@Test
	void aNewQuantityReplacesTheOldOneAndZeroRemovesTheLine() {
		this.visitor.addToCart("apple", 2);
		this.visitor.addToCart("bread", 1);
		this.visitor.addToCart("apple", 5);
		assertThat(this.visitor.cart().at("/lines/0/quantity").intValue()).isEqualTo(5);
		this.visitor.addToCart("apple", 0);
		assertThat(this.visitor.cart()).hasToString("{\"lines\":[{\"sku\":\"bread\",\"quantity\":1}],\"total\":4.5}");
		this.visitor.addToCart("bread", 0);
		assertThat(this.visitor.cart()).hasToString("{\"lines\":[],\"total\":0}");
	}

	@ParameterizedTest
	@CsvSource({ "pear, 1, does not sell", "apple, -1, whole number", "apple, 100, whole number",
			"apple, many, whole number", "apple, '', whole number" })
	void aBadOrderIsRefusedWithAReason(String sku, String quantity, String reason) {
		HttpResponse<String> page = this.visitor.post("/cart", Map.of("sku", sku, "quantity", quantity));
		assertThat(page.statusCode()).isEqualTo(400);
		assertThat(page.body()).contains("That did not work", reason, "shop-test");
		assertThat(this.visitor.sessionCookie()).isEmpty();
	}

	@Test
	void aMissingFieldIsRefusedWithItsName() {
		HttpResponse<String> page = this.visitor.post("/cart", Map.of("quantity", "1"));
		assertThat(page.statusCode()).isEqualTo(400);
		assertThat(page.body()).contains("needs the field sku");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/cart", "/checkout", "/login", "/logout", "/account/devices/any/sign-out",
			"/account/devices/sign-out-others", "/account/devices/sign-out-everywhere" })
	void aFormWithoutItsTokenIsRefused(String path) {
		HttpResponse<String> page = this.visitor.postAsIs(path, "sku=apple&quantity=1");
		assertThat(page.statusCode()).isEqualTo(403);
		assertThat(page.body()).contains("Not allowed");
		assertThat(this.visitor.sessionCookie()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "alice, north", "bob, south", "carol, north" })
	void theHeaderNamesTheUserAndTheTenant(String name, String tenant) {
		assertThat(this.visitor.login(name).statusCode()).isEqualTo(302);
		assertThat(this.visitor.get("/").body()).contains(">" + name + "</span>", ">" + tenant + "</span>", "Log out");
	}

	@Test
	void aWrongPasswordIsRefused() {
		HttpResponse<String> response = this.visitor.login("alice", "guess");
		assertThat(response.headers().firstValue("Location").orElseThrow()).endsWith("/login?error");
		assertThat(this.visitor.get("/login?error").body()).contains("do not match");
		assertThat(this.visitor.me()).isEmpty();
	}

	@Test
	void theRightPasswordIsTakenAfterAWrongOne() {
		this.visitor.addToCart("apple", 1);
		this.visitor.login("alice", "guess");
		this.visitor.login("nobody", "guess");
		assertThat(this.visitor.get("/login?error").statusCode()).isEqualTo(200);
		assertThat(this.visitor.login("alice").headers().firstValue("Location").orElseThrow()).endsWith("/");
		assertThat(this.visitor.me()).isPresent();
		assertThat(this.visitor.get("/cart").body()).contains("Apples", ">alice</span>");
	}

	@Test
	void theCartStaysThroughLoginAndTheSessionIdChanges() {
		this.visitor.addToCart("dates", 3);
		HttpCookie before = this.visitor.sessionCookie().orElseThrow();
		ShopClient oldCookie = this.visitor.copy();
		this.visitor.login("alice");
		assertThat(this.visitor.sessionCookie().orElseThrow().getValue()).isNotEqualTo(before.getValue());
		assertThat(this.visitor.cart()).hasToString("{\"lines\":[{\"sku\":\"dates\",\"quantity\":3}],\"total\":18.6}");
		assertThat(oldCookie.cart().at("/lines")).isEmpty();
	}

	@Test
	void theCheckoutNeedsALoginAndComesBackAfterIt() {
		this.visitor.addToCart("eggs", 1);
		HttpResponse<String> refused = this.visitor.get("/checkout");
		assertThat(refused.statusCode()).isEqualTo(302);
		assertThat(refused.headers().firstValue("Location").orElseThrow()).endsWith("/login");
		HttpResponse<String> loggedIn = this.visitor.login("bob");
		assertThat(URI.create(loggedIn.headers().firstValue("Location").orElseThrow()).getPath())
			.isEqualTo("/checkout");
		assertThat(this.visitor.get("/checkout").body()).contains("Free-range eggs", "$3.10", "bob", "south");
	}

	@Test
	void placingAnOrderEmptiesTheCart() {
		this.visitor.login("alice");
		this.visitor.addToCart("eggs", 1);
		HttpResponse<String> placed = this.visitor.post("/checkout", Map.of());
		assertThat(placed.headers().firstValue("Location").orElseThrow()).endsWith("/checkout?placed");
		assertThat(this.visitor.get("/checkout?placed").body()).contains("Thank you");
		assertThat(this.visitor.cart().at("/lines")).isEmpty();
		assertThat(this.visitor.post("/checkout", Map.of()).headers().firstValue("Location").orElseThrow())
			.endsWith("/cart");
	}

	@Test
	void whoAmIIsAnsweredForUsersOnly() {
		HttpResponse<String> refused = this.visitor.get("/api/me", "text/html");
		assertThat(refused.statusCode()).isEqualTo(401);
		assertThat(refused.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
		assertThat(refused.body()).startsWith("{").contains("\"status\":401");
		this.visitor.addToCart("apple", 1);
		assertThat(this.visitor.me()).isEmpty();

		this.visitor.login("carol");
		JsonNode me = this.visitor.me().orElseThrow();
		assertThat(me.propertyNames()).containsExactly("user", "sessionId", "createdAt", "lastAccessedAt", "expiresAt",
				"maxLifetimeEndsAt", "instance");
		assertThat(me.get("user").stringValue()).isEqualTo("carol");
		assertThat(me.get("instance").stringValue()).isEqualTo("shop-test");
		assertThat(me.get("sessionId").stringValue()).matches("[\\w-]{22}");
		assertThat(ago(me, "createdAt")).isBetween(Duration.ZERO, Duration.ofSeconds(10));
		assertThat(ago(me, "lastAccessedAt")).isBetween(Duration.ZERO, ago(me, "createdAt"));
		assertThat(ago(me, "expiresAt")).isCloseTo(Duration.ofMinutes(-30), Duration.ofSeconds(10));
		assertThat(ago(me, "maxLifetimeEndsAt")).isCloseTo(Duration.ofHours(-12), Duration.ofSeconds(10));
	}

	@Test
	void pingTellsWhetherTheVisitorIsLoggedIn() {
		assertThat(this.visitor.ping()).hasToString("{\"instance\":\"shop-test\",\"loggedIn\":false}");
		this.visitor.login("alice");
		assertThat(this.visitor.ping()).hasToString("{\"instance\":\"shop-test\",\"loggedIn\":true}");
	}

	@Test
	void logoutEndsTheSessionForEveryoneWhoHasItsCookie() {
		this.visitor.addToCart("apple", 1);
		this.visitor.login("alice");
		ShopClient sameCookie = this.visitor.copy();
		assertThat(sameCookie.me()).isPresent();
		HttpResponse<String> response = this.visitor.logout();
		assertThat(response.headers().firstValue("Location").orElseThrow()).endsWith("/login?logout");
		assertThat(this.visitor.get("/login?logout").body()).contains("You have logged out");
		assertThat(this.visitor.me()).isEmpty();
		assertThat(sameCookie.me()).isEmpty();
		assertThat(sameCookie.cart().at("/lines")).isEmpty();
	}

	@Test
	void anUnknownPageLooksLikeTheShop() {
		HttpResponse<String> page = this.visitor.get("/nowhere");
		assertThat(page.statusCode()).isEqualTo(404);
		assertThat(page.body()).contains("Nothing here", "Corner Shop", "shop-test");
	}

	@Test
	void aFailureLooksLikeTheShopAndTellsNothing() {
		HttpResponse<String> page = this.visitor.get("/broken");
		assertThat(page.statusCode()).isEqualTo(500);
		assertThat(page.body()).contains("Our mistake", "shop-test").doesNotContain("secret");
	}

	@Test
	void pagesLoadNothingFromElsewhere() {
		assertThat(this.visitor.get("/").headers().firstValue("Content-Security-Policy").orElseThrow())
			.startsWith("default-src 'self'");
	}

	private static Duration ago(JsonNode me, String name) {
		return Duration.between(Instant.parse(me.get(name).stringValue()), Instant.now());
	}

}
