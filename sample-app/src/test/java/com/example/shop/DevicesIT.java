package com.example.shop;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Users see where they are logged in and sign out there, on whichever instance they are.
 */
class DevicesIT {

	private static final String FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

	private static final String CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
			+ " (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36";

	private static final String IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)"
			+ " AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";

	private static ShopPair shops;

	private ShopClient firefox;

	private ShopClient chrome;

	private ShopClient phone;

	@BeforeAll
	static void open() {
		shops = ShopPair.start();
	}

	@AfterAll
	static void close() {
		shops.close();
	}

	@BeforeEach
	void aliceLogsInOnThreeDevices() {
		shops.redis().flushdb();
		this.firefox = login(shops.a(), FIREFOX);
		this.chrome = login(shops.b(), CHROME);
		this.phone = login(shops.a(), IPHONE);
	}

	@Test
	void everyDeviceIsListedByEitherInstanceAndThisOneComesFirst() {
		String page = this.firefox.at(shops.b()).get("/account/devices").body();
		assertThat(page).contains("Your devices", "shop-b", "Chrome on Windows", "127.0.0.1", FIREFOX)
			.containsOnlyOnce("This device")
			.containsOnlyOnce(">Firefox on Linux</span> <span class=\"here\">This device</span>")
			.contains("aria-label=\"Sign out Firefox on Linux, this device\"",
					"aria-label=\"Sign out Chrome on Windows")
			.contains("Signed in", "Last seen", "Expires");
		assertThat(page.split("<h2>")).hasSize(4);
		assertThat(page.indexOf("Firefox on Linux")).isLessThan(page.indexOf("Chrome on Windows"));
	}

	@Test
	void theApiListsTheSame() {
		JsonNode devices = this.phone.devices();
		assertThat(devices).hasSize(3);
		JsonNode here = devices.get(0);
		assertThat(here.propertyNames()).containsExactly("id", "created", "lastAccess", "expires", "address",
				"userAgent", "name", "current");
		assertThat(here.get("id").stringValue()).isEqualTo(id(this.phone));
		assertThat(here.get("userAgent").stringValue()).isEqualTo(IPHONE);
		assertThat(here.get("current").booleanValue()).isTrue();
		assertThat(devices.get(1).get("current").booleanValue()).isFalse();
		assertThat(time(here, "created")).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
		assertThat(Duration.between(time(here, "lastAccess"), time(here, "expires"))).isCloseTo(Duration.ofMinutes(30),
				Duration.ofMinutes(2));
		assertThat(devices.toString()).doesNotContain(this.phone.sessionCookie().orElseThrow().getValue());
	}

	@Test
	void onlyWhoIsLoggedInHasDevices() {
		ShopClient visitor = shops.visitor();
		assertThat(visitor.get("/").body()).doesNotContain("/account/devices");
		assertThat(visitor.get("/api/devices", "application/json").statusCode()).isEqualTo(401);
		assertThat(path(visitor.get("/account/devices"))).isEqualTo("/login");
		assertThat(path(visitor.post("/account/devices/" + id(this.firefox) + "/sign-out", Map.of())))
			.isEqualTo("/login");
		assertThat(this.firefox.get("/").body()).contains("href=\"/account/devices\"");
		assertThat(this.firefox.devices()).hasSize(3);
	}

	@Test
	void aDeviceThatIsSignedOutIsAnonymousOnBothInstances() {
		HttpResponse<String> answer = signOut(this.firefox, id(this.chrome));
		assertThat(path(answer)).isEqualTo("/account/devices?signedOut=1");
		assertThat(this.firefox.get(path(answer)).body()).contains("1 device signed out.")
			.doesNotContain("Chrome on Windows");
		assertThat(this.chrome.me()).isEmpty();
		assertThat(this.chrome.at(shops.a()).me()).isEmpty();
		assertThat(path(this.chrome.get("/checkout"))).isEqualTo("/login");
		assertThat(this.firefox.me()).isPresent();
		assertThat(this.phone.me()).isPresent();
	}

	@Test
	void signingOutThisDeviceLeadsToTheLogin() {
		HttpResponse<String> answer = signOut(this.firefox, id(this.firefox));
		assertThat(path(answer)).isEqualTo("/login?signedOut");
		assertThat(this.firefox.sessionCookie()).isEmpty();
		assertThat(this.firefox.get(path(answer)).body()).contains("You have signed out this device.");
		assertThat(this.firefox.me()).isEmpty();
		assertThat(this.phone.devices()).hasSize(2);
	}

	@Test
	void signingOutTheOthersKeepsThisDevice() {
		HttpResponse<String> answer = this.phone.at(shops.b()).post("/account/devices/sign-out-others", Map.of());
		assertThat(path(answer)).isEqualTo("/account/devices?signedOut=2");
		assertThat(this.phone.get(path(answer)).body()).contains("2 devices signed out.", "This device")
			.doesNotContain("sign-out-others");
		assertThat(this.phone.me()).isPresent();
		assertThat(Stream.of(this.firefox, this.chrome)).allMatch((device) -> device.me().isEmpty());
		assertThat(path(this.phone.post("/account/devices/sign-out-others", Map.of())))
			.isEqualTo("/account/devices?signedOut=0");
	}

	@Test
	void signingOutEverywhereLeavesNoSessionOfTheUser() {
		ShopClient bob = shops.visitor();
		bob.login("bob");
		HttpResponse<String> answer = this.chrome.post("/account/devices/sign-out-everywhere", Map.of());
		assertThat(path(answer)).isEqualTo("/login?everywhere");
		assertThat(this.chrome.get(path(answer)).body()).contains("You have signed out on all your devices.");
		assertThat(Stream.of(this.firefox, this.chrome, this.phone)).allMatch((device) -> device.me().isEmpty());
		assertThat(bob.me()).isPresent();
		assertThat(this.chrome.login("alice").statusCode()).isEqualTo(302);
		assertThat(this.chrome.devices()).hasSize(1);
	}

	@Test
	void aDeviceOfSomebodyElseIsLeftAlone() {
		ShopClient bob = shops.visitor();
		bob.login("bob");
		HttpResponse<String> answer = signOut(bob, id(this.firefox));
		assertThat(path(answer)).isEqualTo("/account/devices?unknown");
		assertThat(bob.get(path(answer)).body()).contains("That is not one of your devices", "Nothing has changed.");
		assertThat(bob.devices()).hasSize(1);
		assertThat(this.firefox.devices()).hasSize(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "nobody", "%3Cscript%3E", "user:alice", "*", "sign-out" })
	void whatIsNoDeviceIsLeftAlone(String id) {
		assertThat(path(signOut(this.firefox, id))).isEqualTo("/account/devices?unknown");
		assertThat(this.firefox.devices()).hasSize(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "<script>alert(1)</script>", "\" onmouseover=\"alert(1)\" x=\"",
			"Mozilla/5.0 (<img src=x onerror=alert(1)>) Firefox/140.0", "<b>Shop</b>/1.0 (Linux)",
			"'};alert(1);// ${1234567*9} [[${1234567*9}]] __${1234567*9}__" })
	void aUserAgentIsTextWhateverItSays(String userAgent) {
		ShopClient hostile = login(shops.b(), userAgent);
		assertThat(hostile.devices().get(0).get("userAgent").stringValue()).isEqualTo(userAgent);
		assertThat(this.firefox.get("/account/devices").body())
			.doesNotContain("<script>", "<img src=x", "<b>", "11111103")
			.doesNotContain("\" onmouseover", "'};alert");
		assertThat(path(signOut(this.firefox, id(hostile)))).isEqualTo("/account/devices?signedOut=1");
		assertThat(hostile.me()).isEmpty();
	}

	@Test
	void aVeryLongUserAgentIsCutOff() {
		ShopClient device = login(shops.a(), "x".repeat(4000));
		assertThat(device.devices().get(0).get("userAgent").stringValue()).isEqualTo("x".repeat(256));
		assertThat(device.get("/account/devices").statusCode()).isEqualTo(200);
	}

	private static ShopClient login(URI shop, String userAgent) {
		ShopClient device = shops.visitor().at(shop).with(userAgent);
		device.login("alice");
		return device;
	}

	private static HttpResponse<String> signOut(ShopClient device, String id) {
		return device.post("/account/devices/" + id + "/sign-out", Map.of());
	}

	private static String id(ShopClient device) {
		return device.me().orElseThrow().get("sessionId").stringValue();
	}

	/** Where a redirect goes. */
	private static String path(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(302);
		URI next = URI.create(response.headers().firstValue("Location").orElseThrow());
		return (next.getQuery() != null) ? next.getPath() + "?" + next.getQuery() : next.getPath();
	}

	private static Instant time(JsonNode device, String name) {
		return Instant.parse(device.get(name).stringValue());
	}

}
