package com.example.hibernate;

import java.io.Serializable;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;

/**
 * What an account has bought.
 */
@Entity
public class Purchase implements Serializable {

	private static final long serialVersionUID = 1L;

	@Id
	@GeneratedValue
	private Long id;

	private String what;

	protected Purchase() {
	}

	Purchase(String what) {
		this.what = what;
	}

	public String getWhat() {
		return this.what;
	}

}
