package com.example.kotlin;

import com.example.frameworks.Browser;
import com.example.frameworks.Run;

/**
 * Drives the shop that is written in Kotlin.
 */
public final class KotlinRun {

	private KotlinRun() {
	}

	public static void main(String[] args) throws Exception {
		Run run = Run.alternating("kotlin").start(Shop.class);
		run.flow("data classes, objects, value classes, pairs and empty collections", () -> {
			Browser browser = run.browser().get("/add?product=apples").shows("apples");
			browser.get("/cart").shows("[apples] pickup 250 {} (apples, 0)");
			browser.get("/add?product=pears").shows("pears");
			browser.get("/cart").shows("[apples, pears] pickup 500 {} (pears, 1)");
		});
		run.flow("sealed types and objects", () -> {
			Browser browser = run.browser();
			for (String how : new String[] { "pickup", "locker", "pickup" }) {
				browser.get("/deliver?how=" + how).shows("kept");
				browser.get("/cart").shows("[] " + how + " 0");
			}
			browser.get("/deliver?how=Lyon").shows("kept");
			browser.get("/cart").shows("post to Lyon");
		});
		run.end();
	}

}
