package com.example.cloud;

import com.example.frameworks.Browser;
import com.example.frameworks.Run;
import jakarta.servlet.http.HttpSession;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application that imports the BOM of Spring Cloud, which chooses older libraries.
 */
@SpringBootApplication
@RestController
public class Cloud {

	@GetMapping("/")
	String count(HttpSession session) {
		Integer visits = (Integer) session.getAttribute("visits");
		int next = (visits != null) ? visits + 1 : 1;
		session.setAttribute("visits", next);
		return String.valueOf(next);
	}

	public static void main(String[] args) throws Exception {
		Run run = Run.alternating("cloud").start(Cloud.class);
		run.flow("counts visits", () -> {
			Browser browser = run.browser();
			for (int i = 1; i < 6; i++) {
				Run.same(browser.get("/").page(), String.valueOf(i));
			}
		});
		run.end();
	}

}
