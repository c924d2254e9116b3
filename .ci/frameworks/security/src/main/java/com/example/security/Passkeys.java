package com.example.security;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import com.example.frameworks.Run;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticatorOptions;

/**
 * Registers a passkey and logs in with it, in Chromium with a virtual authenticator.
 */
final class Passkeys {

	private Passkeys() {
	}

	static void flow(Run run) throws Exception {
		ChromeOptions options = new ChromeOptions();
		options.setBinary("/usr/bin/chromium");
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
				"--disable-component-update", "--disable-sync", "--no-first-run",
				"--user-data-dir=" + Files.createTempDirectory("frameworks-chromium-"));
		ChromeDriver browser = new ChromeDriver(new ChromeDriverService.Builder()
			.usingDriverExecutable(Path.of("/usr/bin/chromedriver").toFile())
			.build(), options);
		try {
			browser.addVirtualAuthenticator(
					new VirtualAuthenticatorOptions().setProtocol(VirtualAuthenticatorOptions.Protocol.CTAP2)
						.setHasResidentKey(true)
						.setHasUserVerification(true)
						.setIsUserVerified(true));
			drive(browser, "http://localhost:" + run.port());
		}
		finally {
			browser.quit();
		}
	}

	private static void drive(ChromeDriver browser, String address) {
		WebDriverWait patience = new WebDriverWait(browser, Duration.ofSeconds(60));
		browser.get(address + "/login");
		browser.findElement(By.name("username")).sendKeys("alice");
		browser.findElement(By.name("password")).sendKeys("alice-password");
		browser.findElement(By.cssSelector("form button[type=submit]")).click();
		patience.until(ExpectedConditions.urlToBe(address + "/"));

		browser.get(address + "/webauthn/register");
		browser.findElement(By.id("label")).sendKeys("my key");
		browser.findElement(By.id("register")).click();
		patience.until(ExpectedConditions.textToBePresentInElementLocated(By.tagName("body"), "my key"));

		browser.get(address + "/logout");
		browser.findElement(By.cssSelector("form button[type=submit]")).click();
		patience.until(ExpectedConditions.urlToBe(address + "/login?logout"));
		browser.findElement(By.id("passkey-signin")).click();
		patience.until(ExpectedConditions.urlToBe(address + "/"));
		for (int i = 0; i < 3; i++) {
			browser.get(address + "/");
			String page = browser.findElement(By.tagName("body")).getText();
			if (!page.startsWith("alice by WebAuthnAuthentication")) {
				throw new AssertionError(page);
			}
		}
	}

}
