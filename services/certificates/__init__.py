"""Certificates: who earned one, its number, the sealed file, and the proof that a paper is genuine.

Owns: eligibility, number_counter, certificate, edition.
Sends: EligibilityDecided, CertificateIssued, CertificateReplaced, CertificateRevoked,
CertificateDelivered, CertificateUndeliverable.
Hears: Workshop (sessions and the rule), Registration (names and addresses), Sheet (who was there),
Organization and Staff.
"""
