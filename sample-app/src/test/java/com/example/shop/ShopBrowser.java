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

import org.junit.jupiter.api.Assumptions;
import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import org.openqa.selenium.By;
import org.openqa.selenium.Cookie;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A browser in front of two shops, on a desk or on a phone. It leaves pictures of pages
 * in {@code target/screenshots}.
 */
final class ShopBrowser implements AutoCloseable {

	private static final Path PICTURES = Path.of("target", "screenshots");

	/** In bytes, of a page with its images, style and scripts. */
	private static final long MAX_WEIGHT = 64 * 1024;

	private final ChromeDriver browser;

	private final ShopPair shops;

	private final String device;

	private final Dimension size;

	/**
	 * Opens a browser, or skips the test if there is none on this machine.
	 * @param device {@code desktop} or {@code phone}, for the pictures' names
	 */
	ShopBrowser(ShopPair shops, String device, Dimension size, Path profile, String... arguments) {
		this.browser = start(profile, arguments);
		this.shops = shops;
		this.device = device;
		this.size = size;
	}

	@Override
	public void close() {
		this.browser.quit();
	}

	private void checkAccess(String name) {
		Results results = new AxeBuilder().analyze(this.browser);
		assertThat(results.getPasses()).isNotEmpty();
		assertThat(results.getViolations()).as("accessibility of %s", name)
			.extracting(Rule::getId, Rule::getNodes)
			.isEmpty();
	}

	private void checkLoad(String name) {
		assertThat((Long) run("""
				return [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
					.reduce((sum, load) => sum + load.encodedBodySize, 0);""")).as("bytes of %s", name)
			.isBetween(1000L, MAX_WEIGHT);
		assertThat((Long) run("""
				return performance.getEntriesByType('resource')
					.filter((load) => new URL(load.name).host !== location.host).length;""")).as("other hosts")
			.isZero();
		assertThat(this.browser.manage().logs().get(LogType.BROWSER)).as("console of %s", name)
			.filteredOn((entry) -> !entry.getMessage().contains("the server responded with a status of"))
			.isEmpty();
	}

	Object run(String script) {
		return this.browser.executeScript(script);
	}

	List<String> cookies() {
		return this.browser.manage().getCookies().stream().map(Cookie::getName).toList();
	}

	WebDriverWait patience() {
		return new WebDriverWait(this.browser, Duration.ofSeconds(20));
	}

	boolean shows(String selector) {
		return this.browser.findElements(By.cssSelector(selector)).stream().anyMatch(WebElement::isDisplayed);
	}

	void openAtA(String path) {
		open(this.shops.a(), "shop-a", path);
	}

	void openAtB(String path) {
		open(this.shops.b(), "shop-b", path);
	}

	private void open(URI shop, String instance, String path) {
		this.browser.get(shop.resolve(path).toString());
		assertThat(text("#instance")).isEqualTo(instance);
	}

	/** Clicks on what leads to no other page. */
	void press(String id) {
		this.browser.findElement(By.id(id)).click();
	}

	void click(String id) {
		leaveBy(By.id(id));
	}

	void leaveBy(By link) {
		leaveBy(link, WebElement::click);
	}

	/** Acts and waits for the next page, which may look like this one. */
	void leaveBy(By link, Consumer<WebElement> action) {
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

	void type(String button, int quantity) {
		WebElement form = this.browser.findElement(By.cssSelector("form:has(#" + button + ")"));
		WebElement field = form.findElement(By.name("quantity"));
		field.clear();
		field.sendKeys(Integer.toString(quantity));
	}

	void login(String password) {
		login("alice", password);
	}

	void login(String name, String password) {
		this.browser.findElement(By.id("username")).sendKeys(name);
		this.browser.findElement(By.id("password")).sendKeys(password);
		click("log-in");
	}

	void choose(String list, String option) {
		new Select(this.browser.findElement(By.id(list))).selectByVisibleText(option);
	}

	String text(String selector) {
		return this.browser.findElement(By.cssSelector(selector)).getText();
	}

	/** The text of a part that a script may replace at any moment. */
	String textNow(String selector) {
		return (String) this.browser.executeScript("return document.querySelector(arguments[0]).innerText", selector);
	}

	List<String> texts(String selector) {
		return this.browser.findElements(By.cssSelector(selector)).stream().map(WebElement::getText).toList();
	}

	/**
	 * Checks the page's heading, that nothing is cut off, that axe finds nothing that
	 * keeps somebody out, that the page is light, asks no other host and logs no error,
	 * and takes a picture.
	 */
	void show(String name, String heading) throws IOException {
		assertThat(text("h1")).isEqualTo(heading);
		this.browser.executeCdpCommand("Emulation.setDeviceMetricsOverride", Map.of("width", this.size.width, "height",
				this.size.height, "deviceScaleFactor", 1, "mobile", this.device.equals("phone")));
		Object width = this.browser.executeScript("return document.documentElement.scrollWidth");
		assertThat((Long) width).as("width of %s", name).isLessThanOrEqualTo(this.size.width);
		checkAccess(name);
		checkLoad(name);
		Files.write(Files.createDirectories(PICTURES).resolve(this.device + "-" + name + ".png"),
				this.browser.getScreenshotAs(OutputType.BYTES));
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

}
