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
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shop in a browser, on a desk and on a phone; leaves a picture of every page in
 * {@code target/screenshots}.
 */
class ShopPagesIT {

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

	private static ChromeDriver start(Path profile) {
		Path chromium = require("chromium", "google-chrome", "chrome");
		Path driver = require("chromedriver");
		ChromeOptions options = new ChromeOptions().setBinary(chromium.toFile())
			.addArguments(List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
					"--disable-component-update", "--disable-sync", "--no-first-run", "--hide-scrollbars",
					"--user-data-dir=" + profile));
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
	 * One visit from the catalogue to the logout, on both instances in turn.
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

		/** Clicks and waits for the next page, which may look like this one. */
		private void leaveBy(By link) {
			WebElement element = this.browser.findElement(link);
			element.click();
			WebDriverWait patience = new WebDriverWait(this.browser, Duration.ofSeconds(10));
			patience.until(ExpectedConditions.stalenessOf(element));
			patience.until((page) -> "complete".equals(this.browser.executeScript("return document.readyState")));
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
