//! Tax ids of a customer.
//!
//! <https://docs.stripe.com/api/customer_tax_ids>

use std::sync::Arc;

use serde::Serialize;

use super::Customer;
use crate::store::Transaction;
use crate::values::{Choice, Id, Text, Timestamp};
use crate::words;

words!(
    /// What kind of tax id it is: the country's code and the name it has there.
    pub TaxIdTypes:
        "ad_nrt" "ae_trn" "al_tin" "am_tin" "ao_tin" "ar_cuit" "au_abn" "au_acn" "au_arn" "au_wpn" "aw_tin"
        "az_tin" "ba_tin" "bb_tin" "bd_bin" "bf_ifu" "bg_uic" "bh_vat" "bj_ifu" "bo_tin" "br_cnpj" "br_cpf"
        "bs_tin" "bw_vat" "by_tin" "ca_bn" "ca_gst_hst" "ca_pst_bc" "ca_pst_mb" "ca_pst_sk" "ca_qst"
        "cd_nif" "ch_uid" "ch_vat" "ci_vat" "cl_tin" "cm_niu" "cn_tin" "co_nit" "cr_tin" "cv_nif" "cz_dic"
        "de_stn" "do_rcn" "ec_ruc" "eg_tin" "es_cif" "et_tin" "eu_oss_vat" "eu_vat" "fo_vat" "fr_siren"
        "fr_siret" "fr_spi" "gb_vat" "ge_vat" "gh_tin" "gi_tin" "gn_nif" "hk_br" "hr_oib" "hu_tin" "ic_nif"
        "id_npwp" "il_vat" "in_gst" "is_kt" "is_vat" "it_cf" "jp_cn" "jp_rn" "jp_trn" "ke_pin" "kg_tin"
        "kh_tin" "kr_brn" "kz_bin" "la_tin" "li_uid" "li_vat" "lk_vat" "ma_vat" "md_cf" "md_vat" "me_pib"
        "mk_vat" "mr_nif" "mu_vat" "mx_rfc" "my_frp" "my_itn" "my_sst" "mz_nuit" "ng_tin" "no_vat" "no_voec"
        "np_pan" "nz_bn" "nz_gst" "om_vat" "pe_ruc" "ph_tin" "pl_nip" "pt_nif" "py_ruc" "ro_tin" "rs_pib"
        "ru_inn" "ru_kpp" "sa_vat" "sg_gst" "sg_uen" "si_tin" "sm_coe" "sn_ninea" "sr_fin" "sv_nit" "th_vat"
        "tj_tin" "tr_tin" "tt_bir" "tt_vat" "tw_vat" "tz_vat" "ua_vat" "ug_tin" "us_ein" "uy_ruc" "uz_tin"
        "uz_vat" "ve_rif" "vn_tin" "za_vat" "zm_tin" "zw_tin"
);

/// A number under which a customer is known to a tax office.
#[derive(Debug, Clone, borsh::BorshSerialize, borsh::BorshDeserialize)]
pub struct TaxId {
    /// `txi_…`.
    pub id: Box<str>,
    pub created: Timestamp,
    pub kind: Choice<TaxIdTypes>,
    /// Its form is not checked.
    pub value: Text,
}

/// What the tax office says to a tax id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// Asked, not answered yet.
    Pending,
    /// Nobody can be asked.
    Unavailable,
}

/// A tax id as clients see it.
#[derive(Debug, Serialize)]
pub(super) struct View<'t> {
    id: &'t str,
    object: &'static str,
    country: Option<String>,
    created: Timestamp,
    customer: &'t Id<Customer>,
    customer_account: (),
    livemode: bool,
    owner: Owner<'t>,
    r#type: Choice<TaxIdTypes>,
    value: &'t Text,
    verification: VerificationView,
}

#[derive(Debug, Serialize)]
struct Owner<'t> {
    customer: &'t Id<Customer>,
    customer_account: (),
    r#type: &'static str,
}

#[derive(Debug, Serialize)]
struct VerificationView {
    status: Verification,
    verified_address: (),
    verified_name: (),
}

impl TaxId {
    pub fn new(kind: Choice<TaxIdTypes>, value: Text, tx: &mut Transaction<'_>) -> Self {
        TaxId { id: tx.draw("txi_", 24).into(), created: tx.now(), kind, value }
    }

    /// Australian, British and European numbers can be looked up, others cannot.
    ///
    /// <https://docs.stripe.com/billing/customer/tax-ids#validation>
    pub fn verification(&self) -> Verification {
        match self.kind.as_str() {
            "au_abn" | "eu_vat" | "gb_vat" => Verification::Pending,
            _ => Verification::Unavailable,
        }
    }

    /// The country's two letters. A European number begins with them, Greece's with its own `EL`; one of the One Stop
    /// Shop belongs to no country.
    pub fn country(&self) -> Option<String> {
        let code = match self.kind.as_str() {
            "eu_oss_vat" => return None,
            "eu_vat" => match self.value.get(..2)?.to_ascii_uppercase().as_str() {
                "EL" => "GR".to_owned(),
                code => code.to_owned(),
            },
            "ic_nif" => "ES".to_owned(),
            kind => kind.get(..2)?.to_ascii_uppercase(),
        };
        code.bytes().all(|byte| byte.is_ascii_uppercase()).then_some(code)
    }

    /// Tells of those of a customer's tax ids that are new.
    pub fn tell(before: &[TaxId], customer: &Customer, tx: &mut Transaction<'_>) {
        for tax_id in
            customer.tax_ids.iter().filter(|tax_id| before.iter().all(|known| known.id != tax_id.id))
        {
            let shown = serde_json::to_value(tax_id.view(&customer.id)).unwrap_or_default();
            tx.emit("customer.tax_id.created", &Arc::new(shown));
        }
    }

    pub(super) fn view<'t>(&'t self, customer: &'t Id<Customer>) -> View<'t> {
        View {
            id: &self.id,
            object: "tax_id",
            country: self.country(),
            created: self.created,
            customer,
            customer_account: (),
            livemode: false,
            owner: Owner { customer, customer_account: (), r#type: "customer" },
            r#type: self.kind,
            value: &self.value,
            verification: VerificationView {
                status: self.verification(),
                verified_address: (),
                verified_name: (),
            },
        }
    }
}
