package com.example.shop;

import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An administrator finds sessions of all instances by tenant, product and user, and signs
 * them out.
 */
class OpsIT {

	private static final Pattern ROW = Pattern.compile("id=\"session-([A-Za-z0-9_-]{22})\"");

	private static final Pattern CURSOR = Pattern.compile("cursor=([^\"&]+)\"");

	private static ShopPair shops;

	private ShopClient carol;

	@BeforeAll
	static void open() {
		shops = ShopPair.start();
	}

	@AfterAll
	static void close() {
		shops.close();
	}

	@BeforeEach
	void carolLogsIn() {
		shops.redis().flushdb();
		this.carol = login("carol");
	}

	@Test
	void onlyAnAdministratorGetsIn() {
		assertThat(this.carol.get("/").body()).contains("href=\"/ops\"");
		assertThat(this.carol.get("/ops").statusCode()).isEqualTo(200);
		ShopClient alice = login("alice");
		assertThat(alice.get("/").body()).doesNotContain("href=\"/ops\"");
		assertThat(alice.get("/ops").statusCode()).isEqualTo(403);
		assertThat(shops.visitor().get("/ops").headers().firstValue("Location").orElseThrow()).contains("/login");
	}

	@Test
	void theChartCountsSessionsPerTenant() {
		login("alice");
		login("alice");
		login("bob");
		shops.visitor().addToCart("apple", 1);
		String page = this.carol.at(shops.b()).get("/ops").body();
		assertThat(text(page)).contains("5 sessions in Redis", "north 3", "south 1").containsOnlyOnce("This is you");
	}

	@Test
	void theRecalledProductIsFoundInEveryCart() {
		ShopClient alice = login("alice");
		alice.addToCart("dates", 2);
		alice.addToCart("eggs", 1);
		ShopClient bob = login("bob").at(shops.b());
		bob.addToCart("dates", 1);
		login("alice").addToCart("bread", 1);
		ShopClient visitor = shops.visitor();
		visitor.addToCart("dates", 3);
		assertThat(ids("sku=dates")).hasSize(3);
		assertThat(text(this.carol.get("/ops?sku=dates").body())).contains("3 found", "dates, eggs, $15.50", "visitor");
		assertThat(ids("sku=dates&tenant=north")).hasSize(1)
			.contains(alice.me().orElseThrow().path("sessionId").asString());
		assertThat(ids("sku=dates&user=bob")).hasSize(1);
		assertThat(ids("sku=coffee")).isEmpty();
		bob.addToCart("dates", 0);
		assertThat(ids("sku=dates")).hasSize(2);
	}

	@Test
	void pagesAreWalkedWithoutAGapOrADouble() {
		for (int i = 0; i < 24; i++) {
			shops.visitor().addToCart("apple", 1);
		}
		Set<String> seen = new HashSet<>();
		String path = "/ops?sku=apple";
		int pages = 0;
		while (path != null) {
			String page = this.carol.get(path).body();
			assertThat(text(page)).contains("24 found");
			List<String> ids = found(page);
			assertThat(seen).doesNotContainAnyElementsOf(ids);
			seen.addAll(ids);
			pages++;
			Matcher cursor = CURSOR.matcher(page);
			path = cursor.find() ? "/ops?sku=apple&cursor=" + cursor.group(1) : null;
		}
		assertThat(pages).isEqualTo(3);
		assertThat(seen).hasSize(24);
	}

	@Test
	void aSessionIsShownWithTheReasonForItsEnd() {
		ShopClient alice = login("alice");
		alice.addToCart("dates", 2);
		String id = alice.me().orElseThrow().path("sessionId").asString();
		assertThat(this.carol.get("/ops?user=alice").body()).contains("href=\"/ops/sessions/" + id);
		String page = this.carol.at(shops.b()).get("/ops/sessions/" + id).body();
		assertThat(text(page)).contains("Session of alice")
			.containsPattern(
					"Ends at \\d\\d:\\d\\d because it was last used at \\d\\d:\\d\\d, and may go unused for 30 min "
							+ "\\(and 1 min, because")
			.contains("redis-session.expiry.idle-timeout", "com.example.shop.Cart")
			.doesNotContain("dates");
		assertThat(alice.get("/ops/sessions/" + id).statusCode()).isEqualTo(403);
		this.carol.post("/ops/sessions/" + id + "/sign-out", Map.of());
		assertThat(this.carol.get("/ops/sessions/" + id).statusCode()).isEqualTo(404);
	}

	@Test
	void redisAndWhatItsChecksHaveFoundAreShown() {
		assertThat(text(this.carol.get("/ops").body())).contains("Redis UP", "standalone", "Circuit closed", "primary")
			.containsPattern("\\d+ checks found no problem");
	}

	@Test
	void oneSessionIsSignedOut() {
		ShopClient alice = login("alice");
		ShopClient other = login("alice").at(shops.b());
		String id = alice.me().orElseThrow().path("sessionId").asString();
		HttpResponse<String> answer = this.carol.post("/ops/sessions/" + id + "/sign-out", Map.of("user", "alice"));
		assertThat(answer.headers().firstValue("Location").orElseThrow()).contains("signedOut=1", "user=alice");
		assertThat(alice.me()).isEmpty();
		assertThat(other.me()).isPresent();
		assertThat(ids("user=alice")).hasSize(1);
	}

	@Test
	void allThatWereFoundAreSignedOutAfterAConfirmation() {
		ShopClient alice = login("alice");
		ShopClient bob = login("bob");
		bob.addToCart("eggs", 1);
		shops.visitor().addToCart("eggs", 1);
		String question = this.carol.get("/ops/sign-out?sku=eggs").body();
		assertThat(text(question)).contains("Sign out 2 sessions?", "eggs");
		assertThat(bob.me()).isPresent();
		HttpResponse<String> answer = this.carol.post("/ops/sign-out", Map.of("sku", "eggs", "total", "2"));
		assertThat(answer.headers().firstValue("Location").orElseThrow()).contains("signedOut=2");
		assertThat(bob.me()).isEmpty();
		assertThat(alice.me()).isPresent();
		assertThat(this.carol.me()).isPresent();
		assertThat(ids("sku=eggs")).isEmpty();
	}

	@Test
	void nobodyIsSignedOutIfTheNumberHasChanged() {
		shops.visitor().addToCart("eggs", 1);
		ShopClient bob = login("bob");
		bob.addToCart("eggs", 1);
		HttpResponse<String> answer = this.carol.post("/ops/sign-out", Map.of("sku", "eggs", "total", "1"));
		String next = answer.headers().firstValue("Location").orElseThrow();
		assertThat(next).contains("/ops/sign-out", "changed");
		assertThat(bob.me()).isPresent();
		assertThat(ids("sku=eggs")).hasSize(2);
	}

	@Test
	void whatIsTypedIsNeverMoreThanAValue() {
		login("alice").addToCart("apple", 1);
		for (String typed : List.of("*", "north*", "'", "%22%7D", "%7C", "@tenant", "-north", "%F0%9F%8D%8E")) {
			assertThat(ids("tenant=" + typed)).as(typed).isEmpty();
		}
		HttpResponse<String> forged = this.carol.get("/ops?sku=apple&cursor=forged");
		assertThat(forged.statusCode()).isEqualTo(200);
		assertThat(forged.body()).contains("role=\"alert\"");
	}

	private List<String> ids(String lookup) {
		return found(this.carol.get("/ops?" + lookup).body());
	}

	private static List<String> found(String page) {
		return ROW.matcher(page).results().map((row) -> row.group(1)).toList();
	}

	private static String text(String page) {
		return page.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").replace(" ,", ",").replace(" ?", "?");
	}

	private static ShopClient login(String name) {
		ShopClient client = shops.visitor();
		client.login(name);
		return client;
	}

}
