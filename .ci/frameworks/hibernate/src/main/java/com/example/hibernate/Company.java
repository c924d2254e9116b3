package com.example.hibernate;

import java.io.Serializable;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/**
 * Where accounts belong; an account has a proxy of it until it is asked for.
 */
@Entity
public class Company implements Serializable {

	private static final long serialVersionUID = 1L;

	@Id
	private String name;

	private String city;

	protected Company() {
	}

	Company(String name, String city) {
		this.name = name;
		this.city = city;
	}

	public String getCity() {
		return this.city;
	}

}
