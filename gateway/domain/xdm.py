"""Where a person's values live in XDM: the paths that provenance and segment rules speak."""

from __future__ import annotations

from collections.abc import Mapping

PERSON_PATHS: Mapping[str, str] = {
    "person.name.fullName": "full_name",
    "person.name.firstName": "first_name",
    "person.name.lastName": "last_name",
    "person.birthDate": "birth_date",
    "person.gender": "gender",
    "extendedWorkDetails.jobTitle": "job_title",
    "extendedWorkDetails.departments": "departments",
    "workEmail.address": "work_email",
    "personalEmail.address": "personal_email",
    "workPhone.number": "work_phone",
    "mobilePhone.number": "mobile_phone",
    "workAddress": "work_address",
    "homeAddress": "home_address",
    "b2b.companyName": "company_name",
    "b2b.personType": "person_type",
    "b2b.personStatus": "person_status",
    "b2b.personSource": "person_source",
    "b2b.personScore": "person_score",
    "b2b.isConverted": "is_converted",
    "b2b.convertedDate": "converted_date",
    "consents.marketing.email.val": "consent:email",
    "consents.marketing.call.val": "consent:call",
    "consents.marketing.sms.val": "consent:sms",
    "consents.marketing.any.val": "consent:any",
    "consents.collect.val": "consent:collect",
    "consents.share.val": "consent:share",
    "consents.personalize.content.val": "consent:personalize",
}
"""XDM path -> name of the observation, in the order in which the fields of a person stand in the schema."""
