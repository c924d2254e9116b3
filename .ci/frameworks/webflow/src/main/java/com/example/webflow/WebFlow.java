package com.example.webflow;

import java.util.List;
import java.util.Map;

import com.example.frameworks.Browser;
import com.example.frameworks.Run;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.ViewResolver;
import org.springframework.webflow.config.FlowBuilderServicesBuilder;
import org.springframework.webflow.config.FlowDefinitionRegistryBuilder;
import org.springframework.webflow.config.FlowExecutorBuilder;
import org.springframework.webflow.definition.registry.FlowDefinitionRegistry;
import org.springframework.webflow.engine.builder.support.FlowBuilderServices;
import org.springframework.webflow.executor.FlowExecutor;
import org.springframework.webflow.mvc.builder.MvcViewFactoryCreator;
import org.springframework.webflow.mvc.servlet.FlowHandlerAdapter;
import org.springframework.webflow.mvc.servlet.FlowHandlerMapping;

/**
 * A shop whose order is a flow of three pages.
 */
@SpringBootApplication
public class WebFlow {

	@Bean
	FlowBuilderServices flowBuilderServices(ApplicationContext context, List<ViewResolver> resolvers) {
		MvcViewFactoryCreator views = new MvcViewFactoryCreator();
		views.setViewResolvers(resolvers);
		return new FlowBuilderServicesBuilder().setViewFactoryCreator(views).build();
	}

	@Bean
	FlowDefinitionRegistry flows(ApplicationContext context, FlowBuilderServices services) {
		FlowDefinitionRegistryBuilder flows = new FlowDefinitionRegistryBuilder(context, services);
		return flows.setBasePath("classpath:flows").addFlowLocationPattern("/**/*.xml").build();
	}

	@Bean
	FlowExecutor flowExecutor(ApplicationContext context, FlowDefinitionRegistry flows) {
		return new FlowExecutorBuilder(flows).build();
	}

	@Bean
	FlowHandlerMapping flowMapping(FlowDefinitionRegistry flows) {
		FlowHandlerMapping mapping = new FlowHandlerMapping();
		mapping.setOrder(-1);
		mapping.setFlowRegistry(flows);
		return mapping;
	}

	@Bean
	FlowHandlerAdapter flowAdapter(FlowExecutor executor) {
		FlowHandlerAdapter adapter = new FlowHandlerAdapter();
		adapter.setFlowExecutor(executor);
		return adapter;
	}

	private static Browser step(Browser browser, String event, String... fields) throws Exception {
		Map<String, String> form = Run.form(fields);
		form.put("_eventId", event);
		return browser.post(browser.find("class=\"url\">([^<]+)"), form);
	}

	public static void main(String[] args) throws Exception {
		Run run = Run.alternating("webflow").start(WebFlow.class);
		run.flow("orders, with a step back", () -> {
			Browser browser = run.browser().get("/order").shows("Which product?");
			step(browser, "next", "product", "apples").shows("How many of apples?");
			step(browser, "back").shows("Which product?");
			step(browser, "next", "product", "pears").shows("How many of pears?");
			step(browser, "next", "quantity", "3").shows("3 of pears");
			step(browser, "buy").shows("Thank you");
		});
		run.flow("two orders at once", () -> {
			Browser browser = run.browser().get("/order").shows("Which product?");
			step(browser, "next", "product", "apples").shows("How many of apples?");
			String first = browser.find("class=\"url\">([^<]+)");
			step(browser.get("/order"), "next", "product", "plums").shows("How many of plums?");
			step(browser, "next", "quantity", "2").shows("2 of plums");
			browser.post(first, Run.form("_eventId", "next", "quantity", "5")).shows("5 of apples");
		});
		run.end();
	}

}
