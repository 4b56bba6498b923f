# ************************************************************
# Mia Example export from https://crm.example.org
# ************************************************************

SET FOREIGN_KEY_CHECKS=0;

INSERT IGNORE INTO contact_field_types (`id`,`name`,`protocol`,`type`) VALUES
 (1,'Email','mailto:','email'),
 (2,'Phone','tel:','phone');
INSERT IGNORE INTO relationship_types (`id`,`name`,`name_reverse_relationship`) VALUES
 (7,'partner','partner');
INSERT IGNORE INTO contacts (`id`,`first_name`,`middle_name`,`last_name`,`nickname`,`company`,`job`,`description`,`first_met_through_contact_id`) VALUES
 (10,'Ana',NULL,'O\'Neil',NULL,'Halden; \"GmbH\"','Designer','a secret,
over two lines)',NULL),
 (11,'Bo',NULL,'Berg',NULL,NULL,NULL,NULL,10),
 (12,'Short');
INSERT IGNORE INTO contact_fields (`id`,`contact_id`,`contact_field_type_id`,`data`) VALUES
 (1,10,1,'ana@example.org'),
 (2,10,2,+4930555010),
 (3,11,2,01715550102),
 (4,99,1,'lost@example.org');
INSERT IGNORE INTO relationships (`id`,`relationship_type_id`,`contact_is`,`of_contact`) VALUES
 (1,7,10,11);
INSERT IGNORE INTO activities (`id`,`summary`,`happened_at`) VALUES
 (5,'secret','2024-03-09'),
 (6,'secret','2024-03-10');
INSERT IGNORE INTO activity_contact (`activity_id`,`contact_id`) VALUES
 (5,10),
 (5,11),
 (6,99);
SET FOREIGN_KEY_CHECKS=1;
