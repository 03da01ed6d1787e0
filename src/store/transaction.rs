use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{Due, Objects, Slot, State, Stored, TaxTable};
use crate::error::{ApiError, NotFound};
use crate::events::event::{Data, Snapshot, difference};
use crate::events::{Cause, Event, Recipient};
use crate::http::version::Version;
use crate::resources::charge::Charge;
use crate::resources::checkout::Session;
use crate::resources::payment_intent::PaymentIntent;
use crate::resources::price::Price;
use crate::resources::refund::Refund;
use crate::resources::webhook_endpoint::WebhookEndpoint;
use crate::values::{Id, IdSource, Object, Timestamp};
use crate::versions;

/// What an operation may know of the request around it.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Context<'c> {
    /// `acct_…`.
    pub account: &'c str,
    /// The API version the request is read and answered at.
    pub version: Version,
    /// What page links begin with, without a slash at the end.
    pub public_url: &'c str,
    /// Whether a list says how many objects there are in all (`expand[]=total_count` before basil).
    pub count_total: bool,
    /// Whether shipping details may be updated without `permissions[update_shipping_details]=server_only`.
    pub any_shipping_details: bool,
    /// The version of what happens to the account by itself, and of its events.
    pub own_version: Version,
    /// Whether it is the account of a platform's customer, which its events then name.
    pub connected: bool,
    /// Whether the caller is a browser: its key is one everybody may know.
    pub publishable: bool,
    /// The request at hand; nothing where the clock is what moves.
    pub request: Option<Request<'c>>,
}

/// What events say of the request that caused them.
#[derive(Debug, Clone, Copy)]
pub struct Request<'c> {
    pub id: &'c str,
    pub idempotency_key: Option<&'c str>,
    pub is_post: bool,
}

impl Request<'_> {
    fn cause(self) -> Arc<Cause> {
        Arc::new(Cause {
            id: self.id.into(),
            idempotency_key: self.idempotency_key.map(Into::into),
            is_post: self.is_post,
        })
    }
}

type Undo = Box<dyn FnOnce(&mut Objects) + Send>;

/// Reads and writes of one operation on one account. Dropped without [`Transaction::commit`], it leaves no trace.
pub struct Transaction<'a> {
    state: &'a mut State,
    context: &'a Context<'a>,
    version: Version,
    now: Timestamp,
    ids_before: [IdSource; 3],
    undo: Vec<Undo>,
    staged: Vec<Staged>,
    /// Deliveries of events that landed before.
    repeated: Vec<(Arc<Event>, Recipient, Version)>,
    /// Endpoints that are gone once the transaction has landed.
    unheard: Vec<Id<WebhookEndpoint>>,
    /// Whether what was done lands although the request is refused.
    kept: bool,
    /// Whether it changed who listens to connected accounts.
    listeners_changed: bool,
    /// The id that the next object of a kind gets.
    fixed_id: Option<(&'static str, Box<str>)>,
    /// Whether nobody is told of it, and no event remains.
    silent: bool,
}

/// What a transaction that landed did.
#[derive(Clone, Copy)]
pub(crate) struct Landed {
    pub(crate) changed: bool,
    /// Whether those who listen to connected accounts changed.
    pub(crate) listeners_changed: bool,
}

/// How far a transaction had come.
#[derive(Clone, Copy)]
pub(crate) struct Savepoint {
    undo: usize,
    staged: usize,
    repeated: usize,
    unheard: usize,
    ids: [IdSource; 3],
}

/// An event that lands with its transaction, and whom it is for.
struct Staged {
    event: Arc<Event>,
    recipients: Vec<(Recipient, Version)>,
}

/// An object before and after an update.
struct Update {
    before: Arc<dyn Snapshot>,
    previous: Map<String, Value>,
}

impl<'a> Transaction<'a> {
    pub(crate) fn begin(state: &'a mut State, context: &'a Context<'a>, now: Timestamp) -> Self {
        let ids_before = [state.ids, state.event_ids, state.endpoint_ids];
        Transaction {
            state,
            context,
            version: context.version,
            now,
            ids_before,
            undo: Vec::new(),
            staged: Vec::new(),
            repeated: Vec::new(),
            unheard: Vec::new(),
            kept: false,
            listeners_changed: false,
            fixed_id: None,
            silent: false,
        }
    }

    /// Lets what was done land although the request is about to be refused: a declined payment leaves its traces. Nothing
    /// may be done after this that must not stay.
    pub fn keep_when_refused(&mut self) {
        self.kept = true;
    }

    /// Where a part of the transaction begins that may be undone by itself.
    pub(crate) fn savepoint(&self) -> Savepoint {
        Savepoint {
            undo: self.undo.len(),
            staged: self.staged.len(),
            repeated: self.repeated.len(),
            unheard: self.unheard.len(),
            ids: [self.state.ids, self.state.event_ids, self.state.endpoint_ids],
        }
    }

    /// Undoes what was done since `place`, unless it is to be kept in any case.
    pub(crate) fn roll_back_to(&mut self, place: Savepoint) {
        self.fixed_id = None;
        if std::mem::take(&mut self.kept) {
            return;
        }
        while self.undo.len() > place.undo {
            if let Some(undo) = self.undo.pop() {
                undo(&mut self.state.objects);
            }
        }
        self.staged.truncate(place.staged);
        self.repeated.truncate(place.repeated);
        self.unheard.truncate(place.unheard);
        [self.state.ids, self.state.event_ids, self.state.endpoint_ids] = place.ids;
    }

    /// Undoes everything if the request is refused, whatever was to be kept.
    pub(crate) fn keep_nothing(&mut self) {
        self.kept = false;
    }

    /// Lets it land without events: it is what an account begins with.
    pub(crate) fn be_silent(&mut self) {
        self.silent = true;
    }

    /// Whether what was done lands in any case.
    pub(crate) fn is_kept(&self) -> bool {
        self.kept
    }

    /// Says that an endpoint was made, changed or deleted.
    pub fn listeners_changed(&mut self) {
        self.listeners_changed = true;
    }

    /// Keeps what was done; its events land with it.
    pub(crate) fn commit(mut self) -> Landed {
        let changed = !self.undo.is_empty() || !self.repeated.is_empty();
        self.undo.clear();
        self.ids_before = [self.state.ids, self.state.event_ids, self.state.endpoint_ids];
        for endpoint in self.unheard.drain(..) {
            self.state.outbox.forget(&endpoint);
        }
        if self.silent {
            self.staged.clear();
        }
        for Staged { event, recipients } in self.staged.drain(..) {
            for (recipient, version) in recipients {
                self.state.outbox.add(&event, recipient, version, event.created);
            }
            self.state.objects.events.put(&event);
        }
        for (event, recipient, version) in self.repeated.drain(..) {
            event.sent_again();
            self.state.outbox.add(&event, recipient, version, self.now);
        }
        Landed { changed, listeners_changed: self.listeners_changed }
    }

    /// Delivers an event once more: to one endpoint, or to every URL that everything is forwarded to.
    pub fn deliver_again(&mut self, event: &Arc<Event>, endpoint: Option<&WebhookEndpoint>) {
        let own = event.version;
        if let Some(endpoint) = endpoint {
            // At a version that nobody wanted when it happened, it was never written.
            let version = endpoint.version().filter(|version| event.is_written_at(*version));
            let recipient = Recipient::Endpoint(endpoint.id.clone());
            self.repeated.push((Arc::clone(event), recipient, version.unwrap_or(own)));
        } else {
            let forwards = 0..self.state.outbox.forwards();
            self.repeated.extend(forwards.map(|index| (Arc::clone(event), Recipient::Forward(index), own)));
        }
    }

    /// Gives up what waits to be delivered to an endpoint once more.
    pub fn forget_deliveries(&mut self, endpoint: &Id<WebhookEndpoint>) {
        self.unheard.push(endpoint.clone());
    }

    /// Says that something happened to an object. Whoever listens is told once the transaction has landed.
    pub fn emit<T: Serialize + Send + Sync + 'static>(&mut self, kind: &'static str, object: &Arc<T>) {
        self.stage(kind, Arc::clone(object) as Arc<dyn Snapshot>, None, payment_of(&**object));
    }

    /// Says that an object was changed, and what it was before. Nothing is said where nothing differs but the time of the
    /// update itself.
    pub fn emit_update<T>(&mut self, kind: &'static str, before: &Arc<T>, after: &Arc<T>)
    where
        T: Serialize + Send + Sync + 'static,
    {
        self.emit_change(kind, before, after, false);
    }

    /// The same, for an update that may have changed a field which is only shown when it is expanded: `hidden` says so, and
    /// then it is an event even where nothing else differs.
    pub fn emit_change<T>(&mut self, kind: &'static str, before: &Arc<T>, after: &Arc<T>, hidden: bool)
    where
        T: Serialize + Send + Sync + 'static,
    {
        let previous = difference(&before.as_ref().to_json(), &after.as_ref().to_json());
        if !hidden && previous.keys().all(|name| name == "updated") {
            return;
        }
        let before = Arc::clone(before) as Arc<dyn Snapshot>;
        let update = Some(Update { before, previous });
        self.stage(kind, Arc::clone(after) as Arc<dyn Snapshot>, update, payment_of(&**after));
    }

    /// `payment` is what ids of the payment it is about have in common.
    fn stage(
        &mut self,
        kind: &'static str,
        subject: Arc<dyn Snapshot>,
        update: Option<Update>,
        payment: Option<&str>,
    ) {
        let own = self.context.own_version;
        let recipient = |endpoint: &Arc<WebhookEndpoint>| {
            (Recipient::Endpoint(endpoint.id.clone()), endpoint.version().unwrap_or(own))
        };
        let endpoints = self.state.objects.webhook_endpoints.all();
        let listening = endpoints.filter(|endpoint| endpoint.hears(kind, false));
        let mut recipients: Vec<(Recipient, Version)> = listening.map(recipient).collect();
        if let Some(platform) = &self.state.platform {
            let listeners = platform.listeners.read();
            recipients.extend(listeners.iter().filter(|endpoint| endpoint.hears(kind, true)).map(recipient));
        }
        recipients.extend((0..self.state.outbox.forwards()).map(|index| (Recipient::Forward(index), own)));

        // The newest version is written when it is wanted. What an older one shows may depend on other objects, which can
        // change until then.
        let mut older: Vec<(Version, Data)> = Vec::new();
        for version in recipients.iter().map(|(_, version)| *version).chain([own]) {
            if version < Version::NEWEST && older.iter().all(|(known, _)| *known != version) {
                older.push((version, self.data_at(version, &*subject, update.as_ref())));
            }
        }
        let receivers = u32::try_from(recipients.len()).unwrap_or(u32::MAX);
        let event = Event {
            id: Id::new(match payment {
                Some(stem) => self.state.event_ids.draw(&format!("evt_{stem}"), 8),
                None => self.state.event_ids.draw(Event::PREFIX, Event::ID_LENGTH),
            }),
            created: self.now,
            kind,
            account: self.context.connected.then(|| self.context.account.into()),
            cause: self.cause(),
            version: own,
            subject,
            previous: update.map(|update| Box::new(update.previous)),
            older: older.into(),
            receivers,
            pending: AtomicU32::new(receivers),
        };
        self.staged.push(Staged { event: Arc::new(event), recipients });
    }

    /// What all events of this transaction say of the request, made once.
    fn cause(&self) -> Option<Arc<Cause>> {
        let known = self.staged.last().and_then(|staged| staged.event.cause.clone());
        known.or_else(|| self.context.request.map(Request::cause))
    }

    fn data_at(&self, version: Version, subject: &dyn Snapshot, update: Option<&Update>) -> Data {
        let at = |snapshot: &dyn Snapshot| {
            let mut value = snapshot.to_json();
            versions::downgrade_response(self, &mut value, version);
            value
        };
        let object = at(subject);
        let previous_attributes = update.map(|update| difference(&at(&*update.before), &object));
        Data { object, previous_attributes }
    }

    /// The id of a new webhook endpoint, or its secret: no other object's id depends on it.
    pub fn draw_for_endpoint(&mut self, prefix: &str, length: usize) -> String {
        self.state.endpoint_ids.draw(prefix, length)
    }

    /// The account's time.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    pub fn context(&self) -> &'a Context<'a> {
        self.context
    }

    /// The caller's API version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Reads and answers what follows at another version.
    pub(crate) fn speak(&mut self, version: Version) {
        self.version = version;
    }

    /// The object with this id.
    ///
    /// # Errors
    /// It does not exist or was deleted.
    pub fn get<T: Stored>(&self, id: &Id<T>) -> Result<Arc<T>, NotFound> {
        self.find(id.as_str()).ok_or_else(|| NotFound::of(id))
    }

    /// The object the URL names.
    ///
    /// # Errors
    /// It does not exist or was deleted: 404.
    pub fn target<T: Stored>(&self, id: &Id<T>) -> Result<Arc<T>, ApiError> {
        self.get(id).map_err(|missing| ApiError::TargetNotFound { missing, param: Some(T::PATH_PARAM) })
    }

    /// The object with this id, if there is one.
    pub fn find<T: Stored>(&self, id: &str) -> Option<Arc<T>> {
        T::collection(&self.state.objects).get(id).cloned()
    }

    /// Whether an object with this id was there and is deleted.
    pub fn is_deleted<T: Stored>(&self, id: &str) -> bool {
        matches!(T::collection(&self.state.objects).slot(id), Some(Slot::Deleted(_)))
    }

    /// Every object of a kind, for the operations that list and count.
    pub fn collection<T: Stored>(&self) -> &super::Collection<T> {
        T::collection(&self.state.objects)
    }

    /// Adds a new object, or puts the changed one in the old one's place.
    pub fn put<T: Stored>(&mut self, object: T) -> Arc<T> {
        let object = Arc::new(object);
        let id = object.id().shared();
        let before = T::collection_mut(&mut self.state.objects).put(&object);
        self.undo.push(Box::new(move |objects| T::collection_mut(objects).restore(&id, before)));
        object
    }

    /// Deletes an object.
    ///
    /// # Errors
    /// It does not exist or was deleted before.
    pub fn delete<T: Stored>(&mut self, id: &Id<T>) -> Result<(), NotFound> {
        self.get(id)?;
        let before = T::collection_mut(&mut self.state.objects).delete(id);
        let id = id.shared();
        self.undo.push(Box::new(move |objects| T::collection_mut(objects).restore(&id, before)));
        Ok(())
    }

    /// Chooses the id of the next object of a kind, where a fixture says which.
    pub(crate) fn fix_id(&mut self, kind: &'static str, id: &str) {
        self.fixed_id = Some((kind, id.into()));
    }

    /// Takes back what [`Transaction::fix_id`] chose; false if an object has it by now.
    pub(crate) fn unfix_id(&mut self) -> bool {
        self.fixed_id.take().is_some()
    }

    /// The id that was chosen for a new object of a kind, unless another has it.
    pub(crate) fn fixed_id<T: Stored>(&mut self) -> Option<Id<T>> {
        let (_, id) = self.fixed_id.as_ref().filter(|(kind, _)| *kind == T::NAME)?;
        if T::collection(&self.state.objects).slot(id).is_some() {
            return None;
        }
        self.fixed_id.take().map(|(_, id)| Id::new(id))
    }

    /// A new id of a kind.
    pub fn new_id<T: Stored>(&mut self) -> Id<T> {
        self.fixed_id().unwrap_or_else(|| Id::new(self.draw(T::PREFIX, T::ID_LENGTH)))
    }

    /// A new id of a kind that lives inside other objects.
    pub fn new_unstored_id<T: Object>(&mut self) -> Id<T> {
        Id::new(self.draw(T::PREFIX, T::ID_LENGTH))
    }

    /// The rates of automatic tax.
    pub fn tax_table(&self) -> &TaxTable {
        &self.state.tax_table
    }

    /// `prefix` and `length` random letters and digits.
    pub fn draw(&mut self, prefix: &str, length: usize) -> String {
        self.state.ids.draw(prefix, length)
    }

    /// The price that holds a lookup key.
    pub fn lookup_key_holder(&self, key: &str) -> Option<Id<Price>> {
        self.state.objects.lookup_keys.get(key).cloned()
    }

    /// Gives a lookup key to a price, or to nobody.
    pub fn set_lookup_key(&mut self, key: &str, holder: Option<Id<Price>>) {
        let key: Arc<str> = key.into();
        let keys = &mut self.state.objects.lookup_keys;
        let before = match holder {
            Some(price) => keys.insert(Arc::clone(&key), price),
            None => keys.remove(&key),
        };
        self.undo.push(Box::new(move |objects| {
            match before {
                Some(price) => objects.lookup_keys.insert(key, price),
                None => objects.lookup_keys.remove(&key),
            };
        }));
    }

    /// Promises to expire a session.
    pub fn expire_at(&mut self, time: Timestamp, session: &Id<Session>) {
        self.look_at(time, Due::Session(session.clone()));
    }

    /// Promises to look at an object once its time has come. Needs no undoing: a promise about an object that is not
    /// there is passed over.
    pub fn look_at(&mut self, time: Timestamp, due: Due) {
        self.state.timers.add(time, due);
    }

    /// Takes out the first object whose time has come.
    pub(crate) fn next_due(state: &mut State, now: Timestamp) -> Option<(Timestamp, Due)> {
        state.timers.next_due(now)
    }

    /// An object as JSON, for expansion.
    pub fn render<T: Stored>(&self, id: &str) -> Option<Value> {
        match T::collection(&self.state.objects).slot(id)? {
            Slot::Live(object) => serde_json::to_value(object).ok(),
            Slot::Deleted(_) => Some(serde_json::json!({"id": id, "object": T::NAME, "deleted": true})),
        }
    }

    /// An object, or a deleted one as it was last, for what refers to it beyond its deletion.
    pub fn last<T: Stored>(&self, id: &str) -> Option<Arc<T>> {
        match T::collection(&self.state.objects).slot(id)? {
            Slot::Live(object) | Slot::Deleted(object) => Some(Arc::clone(object)),
        }
    }
}

/// The sixteen characters that the ids of a payment intent, its charges and its refunds share, and those of their events
/// (recorded).
fn payment_of(object: &dyn Any) -> Option<&str> {
    let id = object
        .downcast_ref::<PaymentIntent>()
        .map(|intent| intent.id.as_str())
        .or_else(|| object.downcast_ref::<Charge>().map(|charge| charge.id.as_str()))
        .or_else(|| object.downcast_ref::<Refund>().map(|refund| refund.id.as_str()))?;
    // An id of a fixture's own has no such part.
    id.split_once('_')?.1.get(..16).filter(|stem| stem.starts_with('3'))
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        while let Some(undo) = self.undo.pop() {
            undo(&mut self.state.objects);
        }
        [self.state.ids, self.state.event_ids, self.state.endpoint_ids] = self.ids_before;
    }
}
