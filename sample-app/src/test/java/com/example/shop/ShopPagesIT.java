package com.example.shop;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.WebDriverWait;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shop in a browser, on a desk and on a phone; leaves a picture of every page in
 * {@code target/screenshots}.
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
		ChromeDriver browser = start(profile);
		try {
			Walk walk = new Walk(browser, Files.createDirectories(Path.of("target", "screenshots")), device,
					new Dimension(width, height));
			walk.shop();
			walk.goWrong();
			walk.logOut();
		}
		finally {
			browser.quit();
		}
	}

	@ParameterizedTest
	@CsvSource({ "desktop, 1280, 900", "phone, 390, 844" })
	void aUserSignsOutTheOtherBrowser(String device, int width, int height, @TempDir Path profile,
			@TempDir Path otherProfile) throws IOException {
		Path pictures = Files.createDirectories(Path.of("target", "screenshots"));
		Dimension size = new Dimension(width, height);
		ChromeDriver browser = start(profile, "--user-agent=" + DESK);
		try {
			ChromeDriver other = start(otherProfile, "--user-agent=" + PHONE);
			try {
				new Walk(browser, pictures, device, size).signOut(new Walk(other, pictures, device, size));
			}
			finally {
				other.quit();
			}
		}
		finally {
			browser.quit();
		}
	}

	private static ChromeDriver start(Path profile, String... arguments) {
		Path chromium = require("chromium", "google-chrome", "chrome");
		Path driver = require("chromedriver");
		ChromeOptions options = new ChromeOptions().setBinary(chromium.toFile())
			.addArguments(List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
					"--disable-component-update", "--disable-sync", "--no-first-run", "--hide-scrollbars",
					"--user-data-dir=" + profile))
			.addArguments(arguments);
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(driver.toFile()).build();
		return new ChromeDriver(service, options);
	}

	private static Path require(String... programs) {
		Optional<Path> found = Stream.of(programs)
			.flatMap((program) -> Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
				.map((folder) -> Path.of(folder, program)))
			.filter(Files::isExecutable)
			.findFirst();
		Assumptions.assumeTrue(found.isPresent(), () -> "There is no " + programs[0] + " on the PATH");
		return found.orElseThrow();
	}

	/**
	 * One visitor with one browser, on both instances in turn.
	 */
	private record Walk(ChromeDriver browser, Path pictures, String device, Dimension size) {

		private void shop() throws IOException {
			openAtA("/");
			assertThat(this.browser.manage().getCookies()).extracting("name").containsExactly("XSRF-TOKEN");
			show("catalogue", "Fresh today");
			openAtB("/cart");
			show("cart-empty", "Your cart");
			openAtA("/");
			click("add-apple");
			openAtB("/");
			type("add-coffee", 2);
			click("add-coffee");
			openAtA("/");
			click("add-bread");
			show("cart", "Your cart");
			assertThat(text("#total")).isEqualTo("$24.70");
			click("checkout");
			show("login", "Log in");
			login("guess");
			show("login-failed", "Log in");
			assertThat(text("[role=alert]")).contains("do not match");
			login("password");
			show("checkout", "Checkout");
			openAtB("/checkout");
			assertThat(text("header .user")).contains("alice", "north");
			assertThat(text("tfoot td")).isEqualTo("$24.70");
			openAtB("/");
			show("catalogue-logged-in", "Fresh today");
			openAtA("/cart");
			show("cart-logged-in", "Your cart");
		}

		private void goWrong() throws IOException {
			openAtB("/");
			type("add-eggs", 100);
			this.browser.executeScript("document.querySelector('form:has(#add-eggs)').noValidate = true");
			click("add-eggs");
			show("error-400", "That did not work");
			openAtA("/");
			this.browser.executeScript("document.querySelector('form:has(#add-eggs) [name=_csrf]').value = 'forged'");
			click("add-eggs");
			show("error-403", "Not allowed");
			openAtB("/nowhere");
			show("error-404", "Nothing here");
			openAtA("/broken");
			show("error-500", "Our mistake");
			assertThat(text("header .badge")).isEqualTo("4");
		}

		private void logOut() throws IOException {
			openAtB("/checkout");
			click("place-order");
			show("ordered", "Thank you");
			openAtA("/checkout");
			show("checkout-empty", "Checkout");
			leaveBy(By.cssSelector("header form button"));
			show("logged-out", "Log in");
			assertThat(text("[role=status]")).isEqualTo("You have logged out.");
			openAtB("/");
			assertThat(text("header")).doesNotContain("alice");
		}

		private void signOut(Walk other) throws IOException {
			shops.redis().flushdb();
			shops.visitor().with(WORK).login("alice");
			other.openAtB("/login");
			other.login("password");
			openAtA("/login");
			login("password");
			click("devices");
			assertThat(texts(".devices h2")).containsExactly("Chrome on Linux This device", "Safari on iOS",
					"Firefox on Linux");
			show("devices", "Your devices");
			assertThat(other.text("header .user")).contains("alice");

			By signOut = By.cssSelector("[aria-label^='Sign out Safari on iOS, last seen']");
			leaveBy(signOut, (button) -> button.sendKeys(Keys.ENTER));
			assertThat(text("[role=status]")).isEqualTo("1 device signed out.");
			assertThat(texts(".devices h2")).doesNotContain("Safari on iOS");
			show("devices-one-signed-out", "Your devices");
			other.click("devices");
			other.show("devices-after-sign-out", "Log in");
			other.openAtA("/");
			assertThat(other.text("header")).doesNotContain("alice");

			click("sign-out-others");
			assertThat(text("[role=status]")).isEqualTo("1 device signed out.");
			assertThat(texts(".devices h2")).containsExactly("Chrome on Linux This device");
			openAtB("/account/devices?unknown");
			show("devices-unknown", "Your devices");
			click("sign-out-everywhere");
			show("devices-everywhere", "Log in");
			assertThat(text("[role=status]")).isEqualTo("You have signed out on all your devices.");
		}

		private void openAtA(String path) {
			open(shops.a(), "shop-a", path);
		}

		private void openAtB(String path) {
			open(shops.b(), "shop-b", path);
		}

		private void open(URI shop, String instance, String path) {
			this.browser.get(shop.resolve(path).toString());
			assertThat(text("#instance")).isEqualTo(instance);
		}

		private void click(String id) {
			leaveBy(By.id(id));
		}

		private void leaveBy(By link) {
			leaveBy(link, WebElement::click);
		}

		/** Acts and waits for the next page, which may look like this one. */
		private void leaveBy(By link, Consumer<WebElement> action) {
			WebElement element = this.browser.findElement(link);
			action.accept(element);
			WebDriverWait patience = new WebDriverWait(this.browser, Duration.ofSeconds(10));
			patience.until((page) -> isGone(element));
			patience.until((page) -> "complete".equals(this.browser.executeScript("return document.readyState")));
		}

		/** While a page goes the driver finds more than one word for that. */
		private static boolean isGone(WebElement element) {
			try {
				element.isEnabled();
				return false;
			}
			catch (WebDriverException ex) {
				return true;
			}
		}

		private void type(String button, int quantity) {
			WebElement form = this.browser.findElement(By.cssSelector("form:has(#" + button + ")"));
			WebElement field = form.findElement(By.name("quantity"));
			field.clear();
			field.sendKeys(Integer.toString(quantity));
		}

		private void login(String password) {
			this.browser.findElement(By.id("username")).sendKeys("alice");
			this.browser.findElement(By.id("password")).sendKeys(password);
			click("log-in");
		}

		private String text(String selector) {
			return this.browser.findElement(By.cssSelector(selector)).getText();
		}

		private List<String> texts(String selector) {
			return this.browser.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList();
		}

		/** Checks the page's heading and that nothing is cut off, and takes a picture. */
		private void show(String name, String heading) throws IOException {
			assertThat(text("h1")).isEqualTo(heading);
			this.browser.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", this.size.width,
					"height", this.size.height, "deviceScaleFactor", 1, "mobile", this.device.equals("phone")));
			Object width = this.browser.executeScript("return document.documentElement.scrollWidth");
			assertThat((Long) width).as("width of %s", name).isLessThanOrEqualTo(this.size.width);
			Files.write(this.pictures.resolve(this.device + "-" + name + ".png"),
					this.browser.getScreenshotAs(OutputType.BYTES));
		}

	}

}
