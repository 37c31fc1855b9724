#ifndef STAND_IN_NOTIFY_H
#define STAND_IN_NOTIFY_H

typedef struct Notifier Notifier;

struct Notifier {
    void (*notify)(Notifier *notifier, void *data);
    Notifier *next;
    Notifier **link; /* the pointer that points to this notifier */
};

typedef struct NotifierList {
    Notifier *first;
} NotifierList;

void notifier_list_add(NotifierList *list, Notifier *notifier);
void notifier_remove(Notifier *notifier);
void notifier_list_notify(NotifierList *list, void *data);

#endif
